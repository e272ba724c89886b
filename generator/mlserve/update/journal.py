"""What an update is about to do to a working tree, on disk before it begins: one that is killed can be taken back.

It is in git's own folder, `.git/mlserve-update/`: `new/` the files to come, `old/` those that they replace, `index`
the index to come, and `journal.json`. It counts once that is there; there is no way back once `index` is in place.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import UpdateRefused
from .repository import Repository

NAME = "mlserve-update"
MARK = b"mlserve"  # in .git/index.lock: the lock is ours, and may be removed with the journal


@dataclass(frozen=True)
class Change:
    """A file that will be written (with the time and size that it has already) or, without these, deleted."""

    path: str
    written: tuple[int, int] | None
    existed: bool


@dataclass(frozen=True)
class Journal:
    """An update of the working tree: from which commit to which (none: conflicts are left), and what it changes."""

    old: str
    new: str | None
    branch: str | None
    changes: tuple[Change, ...]


def folder_of(repository: Repository) -> Path:
    """Return where the journal is, if there is one."""
    return repository.folder / NAME


def index_lock(repository: Repository) -> Path:
    """Return the file that keeps others from writing the index."""
    return repository.folder / "index.lock"


def write(folder: Path, journal: Journal) -> None:
    """Write *journal*, at once."""
    file = folder / "journal.json"
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(journal)), encoding="utf-8")
    draft.replace(file)


def read(folder: Path) -> Journal | None:
    """Return the journal in *folder*, or None where it had not begun yet."""
    try:
        found = json.loads((folder / "journal.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    changes = (
        Change(each["path"], tuple(each["written"]) if each["written"] else None, each["existed"])
        for each in found["changes"]
    )
    return Journal(found["old"], found["new"], found["branch"], tuple(changes))


def remove(repository: Repository) -> None:
    """Forget the journal, and all that belongs to it; the lock first, since only the journal says whose it is."""
    unlock(repository)
    folder = folder_of(repository)
    (folder / "journal.json").unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def lock(repository: Repository) -> None:
    """Keep others from writing the index, as git does; raise UpdateRefused where one is at it."""
    mark = folder_of(repository) / "lock"
    mark.write_bytes(MARK)
    try:
        link(mark, index_lock(repository))
    except FileExistsError as error:
        raise UpdateRefused(
            f"another git process works in {repository.top}; if none does, remove {index_lock(repository)}"
        ) from error


def link(file: Path, place: Path) -> None:
    """Let *place* be *file*, with its contents at once, unless something is there."""
    try:
        os.link(file, place)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        with place.open("xb") as lock:
            lock.write(file.read_bytes())


def unlock(repository: Repository) -> None:
    """Remove the lock if it is ours: git's own begins otherwise."""
    with suppress(FileNotFoundError):
        if index_lock(repository).read_bytes() == MARK:
            index_lock(repository).unlink()


@contextmanager
def alone(repository: Repository) -> Iterator[None]:
    """Let only one update at a time get at *repository*; the system gives the place free whatever happens."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(repository.folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise UpdateRefused(f"another mlserve update is under way in {repository.top}") from error
    finally:
        os.close(handle)
