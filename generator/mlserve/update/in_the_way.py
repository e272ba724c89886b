"""Look at the places of files to come: what git does not know there must not be lost."""

import os
from pathlib import Path

from .errors import UpdateRefused
from .repository import Repository, shortened
from .trees import Entry


def check_free(repository: Repository, paths: dict[str, Entry | None]) -> None:
    """Refuse to write where something is that git does not know, or was told not to look at."""
    listed = repository.git.fields("ls-files", "-v", "-z")
    known = {line[2:]: line[0] for line in listed}
    unwatched = sorted(path for path in paths if known.get(path, "H").islower())
    if unwatched:
        raise UpdateRefused(
            f"git was told not to look at {shortened(unwatched)}, which the update changes: "
            "git update-index --no-assume-unchanged FILE"
        )
    new = [path for path, entry in paths.items() if entry and path not in known]
    taken = sorted({found for path in new if (found := in_the_way(repository.top, path, known))})
    if taken:
        raise UpdateRefused(
            f"the update brings files where some are that git does not know: {shortened(taken)}\n"
            "Move them away, or commit them"
        )


def in_the_way(top: Path, path: str, known: dict[str, str]) -> str:
    """Return what is at *path*, or above it, and must not be lost; nothing if *path* is free."""
    parts = path.split("/")
    for end in range(1, len(parts)):
        above = "/".join(parts[:end])
        if above not in known and os.path.lexists(top / above) and not is_folder(top / above):
            return above
    if not os.path.lexists(top / path):
        return ""
    if is_folder(top / path):
        inside = (name for place in (top / path).rglob("*") if not place.is_dir() for name in [place.relative_to(top)])
        return next((name.as_posix() for name in inside if name.as_posix() not in known), "")
    return path


def is_folder(path: Path) -> bool:
    """Return whether *path* is a folder itself, no link to one."""
    return path.is_dir() and not path.is_symlink()
