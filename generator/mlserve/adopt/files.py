"""See that a file is safe to look at: regular, not empty, not too large, and no link that leaves its folder."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from mlserve.errors import FileRefused

MAX_BYTES = 2 * 2**30
MAX_FILES = 10_000


@dataclass(frozen=True)
class Checked:
    """A file or folder that may be read."""

    path: Path
    size: int
    is_folder: bool


def check(path: Path, most: int = MAX_BYTES) -> Checked:
    """Look at *path* without reading it.

    Raises:
        FileRefused: it is missing, empty, larger than *most* bytes, no regular file, or has a link that leaves it.
    """
    try:
        resolved = path.resolve(strict=True)
        status = resolved.stat()
    except OSError as error:
        raise FileRefused(f"{path}: {error.strerror or error}") from error
    except (RuntimeError, ValueError) as error:  # a loop of links, a NUL in the name
        raise FileRefused(f"{path} is not a path: {error}") from error
    if stat.S_ISDIR(status.st_mode):
        return Checked(resolved, _size(resolved, most), is_folder=True)
    _check_file(path, status, most)
    if not status.st_size:
        raise FileRefused(f"{path} is empty (0 bytes): save the model again")
    if not os.access(resolved, os.R_OK):
        raise FileRefused(f"{path} may not be read: change its permissions")
    return Checked(resolved, status.st_size, is_folder=False)


def sha256(checked: Checked) -> str:
    """Return the SHA-256 of a file; of a folder, that of the sorted names and digests of its files."""
    if not checked.is_folder:
        return _digest(checked.path)
    total = hashlib.sha256()
    for file in sorted(each for each in checked.path.rglob("*") if each.is_file()):
        total.update(f"{file.relative_to(checked.path).as_posix()}\0{_digest(file)}\n".encode())
    return total.hexdigest()


def _size(folder: Path, most: int) -> int:
    total = 0
    for count, each in enumerate(folder.rglob("*")):
        if count >= MAX_FILES:
            raise FileRefused(f"{folder} holds more than {MAX_FILES:,} files: give the folder of the model alone")
        if each.is_symlink() and not each.resolve().is_relative_to(folder):
            raise FileRefused(f"{each} is a link that leaves {folder}: put the file itself there")
        status = each.stat()
        if stat.S_ISDIR(status.st_mode):
            continue
        _check_file(each, status, most)
        total += status.st_size
    if total > most:
        raise FileRefused(f"{folder} holds {_gib(total)}; at most {_gib(most)} are taken")
    if not total:
        raise FileRefused(f"{folder} holds no file that is not empty: give the folder of the model")
    return total


def _check_file(path: Path, status: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused(f"{path} is no regular file")
    if status.st_size > most:
        raise FileRefused(f"{path} has {_gib(status.st_size)}; at most {_gib(most)} are taken, and nothing was read")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _gib(size: int) -> str:
    return f"{size / 2**30:.3g} GiB"
