"""What `.gitignore` names moves with the layout, on the owner's side, too: what the owner changed is left to merge."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .git import Git
from .placing import moves
from .trees import Entry, Tree, read_blob, write_blob

NAME = ".gitignore"
ANCHORED = re.compile(rb"^(!?/)([^\r\n]+)", re.MULTILINE)


def follow(
    git: Git,
    ours: Tree,
    path: str,
    old_files: Mapping[str, Path],
    layouts: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> Tree:
    """Rewrite the `.gitignore` at *path* in *old_files*, and return *ours* with the same done."""
    if path not in ours or path not in old_files:
        return ours
    places = {old.encode(): new.encode() for old, new in named(*layouts).items()}
    old_files[path].write_bytes(rewritten(old_files[path].read_bytes(), places))
    mine = rewritten(read_blob(git, ours[path]), places)
    return ours | {path: Entry(ours[path].mode, write_blob(git, mine))}


def named(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Return what may be ignored, and where it will be: the parts, and what the service server keeps."""
    kept = {f"{before['__api_home']}{name}": f"{after['__api_home']}{name}" for name in ("data", "keys.json")}
    return moves(before, after) | kept


def rewritten(text: bytes, places: Mapping[bytes, bytes]) -> bytes:
    """Return *text* with the patterns that begin at the top, and in one of *places*, at their new places."""

    def moved(found: re.Match[bytes]) -> bytes:
        for old, new in places.items():
            if re.match(re.escape(old) + rb"(?![\w-])", found[2]):
                return found[1] + new + found[2].removeprefix(old)
        return found[0]

    return ANCHORED.sub(moved, text)
