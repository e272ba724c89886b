"""The record of version and answers in `pyproject.toml` is nothing to merge: all three sides get the new template's.

Only the owner's side has the list of files that are deleted for good.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from .accepted import with_accepted
from .git import Git
from .project import RECORD
from .trees import Entry, Tree, read_blob, write_blob

LIST = rb"[\w\"'-]+[ \t]*=[ \t]*\[[^\]]*\].*\r?\n"
LINE = rb"(?:[ \t]*\r?\n|" + LIST + rb"|[\w\"'-]+[ \t]*=.*\r?\n|\[tool\.mlserve\.answers\].*\r?\n)"
TABLES = re.compile(rb"^\[tool\.mlserve\].*\r?\n" + LINE + rb"*?(?=(?:[ \t]*\r?\n)*(?!" + LINE + rb"))", re.MULTILINE)


def align(  # noqa: PLR0913, PLR0917  (three sides, and what only one has)
    git: Git,
    ours: Tree,
    prefix: str,
    old_files: Mapping[str, Path],
    new_files: Mapping[str, Path],
    accepted: Sequence[str],
) -> Tree:
    """Write the record of *new_files* into *old_files*, and return *ours* with it and the list *accepted*."""
    path = prefix + RECORD
    if path not in ours or path not in old_files or path not in new_files:
        return ours
    wanted = new_files[path].read_bytes()
    text = read_blob(git, ours[path])
    mine = with_record(text, with_accepted(wanted, accepted) or wanted)
    base = with_record(old_files[path].read_bytes(), wanted)
    if mine is None or base is None:
        return ours
    old_files[path].write_bytes(base)
    return ours | {path: Entry(ours[path].mode, write_blob(git, mine))}


def with_record(text: bytes, wanted: bytes) -> bytes | None:
    """Return *text* with the record of *wanted*, or None where that does not come out."""
    tables = TABLES.search(wanted)
    if tables is None:
        return None
    result = TABLES.sub(lambda _: with_endings_of(text, tables[0]), text, count=1)
    return result if recorded(result) == recorded(wanted) is not None else None


def with_endings_of(text: bytes, lines: bytes) -> bytes:
    """Return *lines* with line endings as *text* has them."""
    plain = lines.replace(b"\r\n", b"\n")
    return plain.replace(b"\n", b"\r\n") if b"\r\n" in text else plain


def recorded(text: bytes) -> object:
    """Return what a `pyproject.toml` has recorded; None: it cannot be read."""
    try:
        found: object = tomllib.loads(text.decode().replace("\r\n", "\n")).get("tool", {}).get("mlserve")
    except (ValueError, AttributeError):
        return None
    return found
