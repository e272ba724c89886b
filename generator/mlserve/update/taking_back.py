"""Exchange files one by one, each by a rename, so that any point in between can be taken back."""

import errno
import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from .journal import Change


def is_file(path: Path) -> bool:
    """Return whether something is at *path* that is no folder."""
    return os.path.lexists(path) and (path.is_symlink() or not path.is_dir())


def written(path: Path) -> tuple[int, int]:
    """Return what tells a file from one that somebody wrote since: its time and size, which a rename keeps."""
    found = path.lstat()
    return found.st_mtime_ns, found.st_size


def keep(path: Path, copy: Path) -> None:
    """Keep the file at *path* as *copy*, too."""
    try:
        os.link(path, copy, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a file system without links, or another one
        draft = copy.with_suffix(".draft")
        shutil.copy2(path, draft, follow_symlinks=False)
        draft.replace(copy)


def place(file: Path, path: Path) -> None:
    """Move *file* to *path*, in one step whatever is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        remove_empty(path)
    try:
        file.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = path.with_name(f".mlserve-{secrets.token_hex(8)}")
        try:
            shutil.copy2(file, beside, follow_symlinks=False)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def delete(path: Path, top: Path) -> None:
    """Remove the file at *path*, and the folders below *top* that it leaves empty."""
    path.unlink()
    remove_empty_above(path, top)


def remove_empty_above(path: Path, top: Path) -> None:
    """Remove the folders above *path* and below *top* in which nothing is."""
    for folder in path.parents:
        if folder == top or (any(folder.iterdir()) if folder.is_dir() else folder.exists()):
            return
        with suppress(FileNotFoundError):
            folder.rmdir()


def remove_empty(folder: Path) -> None:
    """Remove a folder in which there are only folders."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir()
    folder.rmdir()


def take_back(top: Path, folder: Path, changes: Sequence[Change]) -> list[str]:
    """Undo what was done of *changes*, and return the files that somebody wrote since: these are left as they are."""
    left = []
    for number, change in reversed(list(enumerate(changes))):
        path, copy = top / change.path, folder / "old" / str(number)
        now = written(path) if is_file(path) else None
        if now is None or now == change.written:
            restore(path, copy, top)
        elif is_file(copy) and now != written(copy):
            left.append(change.path)
    return sorted(left)


def restore(path: Path, copy: Path, top: Path) -> None:
    """Put *copy* back to *path*; if there was nothing before, let nothing be there again."""
    if is_file(copy):
        place(copy, path)
        return
    if is_file(path):
        path.unlink()
    remove_empty_above(path, top)
