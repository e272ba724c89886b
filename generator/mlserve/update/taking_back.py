"""Exchange files one by one, each by a rename, so that any point in between can be taken back."""

import errno
import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from .journal import Change


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
    for folder in path.parents:
        if folder == top:
            return
        try:
            folder.rmdir()
        except OSError:  # something is in it
            return


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
        now = written(path) if os.path.lexists(path) else None
        if now is not None and now != change.written:
            if not (os.path.lexists(copy) and now == written(copy)) and os.path.lexists(copy):
                left.append(change.path)
        elif os.path.lexists(copy):
            path.parent.mkdir(parents=True, exist_ok=True)
            place(copy, path)
        elif now is not None and not change.existed:
            with suppress(OSError):
                delete(path, top)
    return sorted(left)
