"""What a monolith has one of, and each service one of its own: where the layout changes, the owner's edits go along."""

from collections.abc import Mapping
from pathlib import Path

from .git import Git
from .hunks import Hunk, applied, hunks
from .trees import Entry, Tree, read_blob, write_blob

NAMES = ("Dockerfile", ".dockerignore")
HOMES = ("", "services/api/", "services/ml/")


def follow(git: Git, ours: Tree, prefix: str, old_files: Mapping[str, Path], new_files: Mapping[str, Path]) -> Tree:
    """Write the owner's edits into *new_files*: wherever they have a place. Return *ours* without them.

    A file with an edit that has no place in any is left to the merge.
    """
    result = dict(ours)
    for name in NAMES:
        paths = [prefix + home + name for home in HOMES]
        edited = [path for path in paths if path in ours and path in old_files]
        places = [path for path in paths if path in new_files]
        changes = [hunk for path in edited for hunk in hunks(old_files[path].read_bytes(), read_blob(git, ours[path]))]
        made = {path: applied(new_files[path].read_bytes(), unique(changes)) for path in places}
        if not changes or any(all(hunk in left for _, left in made.values()) for hunk in unique(changes)):
            continue
        for path, (text, _) in made.items():
            new_files[path].write_bytes(text)
        for path in edited:
            result[path] = Entry(ours[path].mode, write_blob(git, old_files[path].read_bytes()))
    return result


def unique(changes: list[Hunk]) -> list[Hunk]:
    """Return *changes* without those that do the same as one before them: both services may have it."""
    return list({(hunk.old, hunk.new): hunk for hunk in reversed(changes)}.values())[::-1]
