"""Settings that the owner added to `.env.example` stay, and go along with another layout: to who reads them."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path

from .git import Git
from .trees import Entry, Tree, read_blob, write_blob

WHOLE, API, ML = FILES = (".env.example", "services/api/.env.example", "services/ml/.env.example")


def follow(git: Git, ours: Tree, prefix: str, old_files: Mapping[str, Path], new_files: Mapping[str, Path]) -> Tree:
    """Write the lines that the owner added into *new_files*, and return *ours* without them.

    What else the owner changed is left to the merge.
    """
    result = dict(ours)
    for name in FILES:
        path = prefix + name
        if path not in ours or path not in old_files:
            continue
        before = old_files[path].read_bytes().splitlines(keepends=True)
        kept, added = without_added(before, read_blob(git, ours[path]).splitlines(keepends=True))
        moves = [(anchor, lines, place_of(name, lines, prefix, old_files, new_files)) for anchor, lines in added]
        if not moves or not all(place in new_files for _, _, place in moves):
            continue
        for anchor, lines, place in moves:
            new_files[place].write_bytes(with_lines(new_files[place].read_bytes(), anchor, lines))
        result[path] = Entry(ours[path].mode, write_blob(git, b"".join(kept)))
    return result


def without_added(before: list[bytes], mine: list[bytes]) -> tuple[list[bytes], list[tuple[bytes, list[bytes]]]]:
    """Return *mine* without the lines that were only added to *before*, and these, each run with the line above it."""
    kept: list[bytes] = []
    added: list[tuple[bytes, list[bytes]]] = []
    for what, start, _, first, last in SequenceMatcher(None, before, mine, autojunk=False).get_opcodes():
        if what == "insert":
            added.append((before[start - 1] if start else b"", mine[first:last]))
        else:
            kept += mine[first:last]
    return kept, added


def place_of(
    name: str, lines: list[bytes], prefix: str, old_files: Mapping[str, Path], new_files: Mapping[str, Path]
) -> str:
    """Return the file that *lines* of the file *name* belong to in the layout of *new_files*."""
    if (prefix + API in old_files) == (prefix + API in new_files):
        return prefix + name
    if prefix + API not in new_files:
        return prefix + WHOLE
    return prefix + (ML if any(line.startswith(b"ML_") for line in lines) else API)


def with_lines(text: bytes, anchor: bytes, lines: list[bytes]) -> bytes:
    """Return *text* with *lines* below the line *anchor*, or at its end where that is not there."""
    there = text.splitlines(keepends=True)
    place = there.index(anchor) + 1 if anchor.strip() and anchor in there else len(there)
    return b"".join([*there[:place], *lines, *there[place:]])
