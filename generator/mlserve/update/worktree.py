"""Bring a merged tree into the working tree: all of it, or nothing, and after a SIGKILL the next run sees to that."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mlserve.signals import finish

from . import journal
from .git import Git
from .in_the_way import check_free
from .journal import Change, Journal
from .markers import relabelled
from .repository import Repository
from .taking_back import delete, is_file, keep, place, take_back, written
from .trees import GITLINK, Entry, index_info


@dataclass(frozen=True)
class Result:
    """What the working tree shall be: a tree, and the commit that is made of it or the conflicts that are in it."""

    tree: str
    commit: str | None
    stages: tuple[tuple[str, int, Entry], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()  # what stands behind the markers of a conflict, and what shall stand there
    message: str = ""


def bring(repository: Repository, result: Result) -> None:
    """Bring *result* into the working tree and the index, and move HEAD there last.

    Raises:
        UpdateRefused: a file that git does not know is in the way, or another process works there.

    """
    folder = journal.folder_of(repository)
    git = repository.git
    paths = changed(git, repository.head, result.tree)
    check_free(repository, paths)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        hidden = prepare_index(repository, folder, result)
        shown = {path: entry for path, entry in paths.items() if path not in hidden}
        changes = stage(repository, folder, result, shown)
        journal.write(folder, Journal(repository.head, result.commit, repository.branch, tuple(changes)))
        journal.lock(repository)
        exchange(repository, folder, changes)
        git.having(GIT_INDEX_FILE=str(folder / "index")).run("update-index", "-q", "--refresh", good=(0, 1))
    except BaseException:
        undo(repository, folder)
        raise
    finish()
    (folder / "index").replace(repository.folder / "index")
    conclude(repository, result.commit, result.message)
    journal.remove(repository)


def undo(repository: Repository, folder: Path) -> None:
    """Take back what was begun."""
    finish()
    begun = journal.read(folder)
    if begun:
        take_back(repository.top, folder, begun.changes)
    journal.remove(repository)


def conclude(repository: Repository, commit: str | None, message: str) -> None:
    """Move HEAD to *commit*, or leave *message* to the owner's own commit."""
    if commit is None:
        (repository.folder / "MERGE_MSG").write_text(message, encoding="utf-8")
        return
    repository.git.run("update-ref", "-m", "mlserve update", "HEAD", commit, repository.head)


def changed(git: Git, old: str, new: str) -> dict[str, Entry | None]:
    """Return the files that differ between two trees, with what they become; None: nothing."""
    fields = iter(git.fields("diff-tree", "-r", "-z", "--no-renames", old, new))
    found: dict[str, Entry | None] = {}
    for about in fields:
        _, mode, _, oid, kind = about.removeprefix(":").split(" ")
        found[next(fields)] = None if kind == "D" else Entry(mode, oid)
    return found


def prepare_index(repository: Repository, folder: Path, result: Result) -> set[str]:
    """Make the index to come, and return the files that it leaves out of the working tree (sparse checkouts)."""
    index = folder / "index"
    shutil.copyfile(repository.folder / "index", index)
    git = repository.git.having(GIT_INDEX_FILE=str(index))
    git.run("read-tree", "-i", "-m", repository.head, result.tree)
    hidden = {line[2:] for line in git.fields("ls-files", "-v", "-z") if line[0] in "Ss"}
    if result.stages:
        paths = sorted({path for path, _, _ in result.stages})
        lines = index_info((path, Entry("0", "0" * len(repository.head))) for path in paths)
        lines += b"".join(index_info([(path, entry)], stage) for path, stage, entry in result.stages)
        git.run("update-index", "-z", "--index-info", data=lines)
    return hidden


def stage(repository: Repository, folder: Path, result: Result, paths: dict[str, Entry | None]) -> list[Change]:
    """Write the files to come into ``new/``, as git checks them out, and return what will be done."""
    writing = {path: entry for path, entry in paths.items() if entry and entry.mode != GITLINK}
    git = repository.git.having(GIT_INDEX_FILE=str(folder / "checkout"))
    git.run("read-tree", result.tree)
    names = os.fsencode("".join(f"{path}\0" for path in writing))
    git.run("checkout-index", "-z", "--stdin", f"--prefix={folder / 'new'}/", data=names)
    for path in {path for path, _, _ in result.stages} & writing.keys():
        file = folder / "new" / path
        file.write_bytes(relabelled(file.read_bytes(), result.labels))
    for path in writing:
        keep_permissions(repository.top / path, folder / "new" / path)
    deleted = [path for path, entry in paths.items() if entry is None and is_file(repository.top / path)]
    return [
        *(Change(path, None, existed=True) for path in deleted),
        *(Change(path, written(folder / "new" / path), existed=is_file(repository.top / path)) for path in writing),
    ]


def keep_permissions(old: Path, new: Path) -> None:
    """Let a file be as readable and writable as the one that it replaces, unless just one of them is a program."""
    with suppress(OSError):
        if not old.is_symlink() and not new.is_symlink() and old.is_file():
            before, after = old.stat().st_mode, new.stat().st_mode
            if before & 0o100 == after & 0o100:
                new.chmod(before & 0o7777)


def exchange(repository: Repository, folder: Path, changes: list[Change]) -> None:
    """Put each file in its place by one rename, and keep what was there."""
    (folder / "old").mkdir()
    for number, change in enumerate(changes):
        path = repository.top / change.path
        if change.existed:
            keep(path, folder / "old" / str(number))
        if change.written is None:
            delete(path, repository.top)
        else:
            place(folder / "new" / change.path, path)
