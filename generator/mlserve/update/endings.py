"""Line endings are the owner's: where a file of the project ends its lines in CRLF, the template's does so, too."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from .git import Git
from .trees import GITLINK, Tree, read_blobs

Files = Mapping[str, Path]
"""Rendered files by their path in the repository."""


def crlf_paths(git: Git, base: Tree, ours: Tree, all_paths: Iterable[str]) -> set[str]:
    """Return which of *all_paths* end their lines in CRLF in *ours*; where there is no such file, most of them say."""
    changed = {path for path, entry in base.items() if path in ours and ours[path] != entry}
    files = {path: ours[path].oid for path in sorted(changed) if ours[path].mode != GITLINK}
    contents = read_blobs(git, sorted(set(files.values())))
    crlf = {path for path, oid in files.items() if is_crlf(contents[oid])}
    if not crlf:
        return set()
    known = sum(path in ours for path in base)
    others = {path for path in all_paths if path not in ours} if len(crlf) > known / 2 else set()
    return crlf | others


def is_crlf(data: bytes) -> bool:
    """Return whether each line of a text ends in CRLF."""
    return b"\0" not in data and b"\r\n" in data and data.count(b"\n") == data.count(b"\r\n")


def rewrite(files: Files, paths: Iterable[str]) -> None:
    """Let those of *files* that are among *paths* end their lines in CRLF."""
    for path in paths:
        data = files[path].read_bytes() if path in files else b"\0"
        if b"\0" not in data:
            files[path].write_bytes(data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
