"""Bring an update into a working tree, killed by SIGKILL at one point after another, in a process without threads.

``python killing.py REPOSITORY TREE COMMIT|- FOLDER``: prints, as JSON, what was found after each point.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from mlserve.update.recovery import recover
from mlserve.update.repository import find_repository
from mlserve.update.trees import Entry
from mlserve.update.worktree import Result, bring

EVENTS = {"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "subprocess.Popen"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
"""What changes a disk, or starts git, is an event: a process may be killed before each."""


def bring_until(repository: Path, result: Result, point: int) -> bool:
    """Bring *result* in a process that is killed before event *point*, and return whether it came to its end."""
    child = os.fork()
    if child == 0:
        found = find_repository(repository)
        left = point

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            if event in EVENTS or (event == "open" and arguments[2] & WRITING):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        bring(found, result)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, -signal.SIGKILL}, f"it failed at point {point}"
    return code == 0


def seen(repository: Path) -> dict[str, object]:
    """Return what a user sees: files, what git says of them, and where HEAD is."""
    files = {
        path.relative_to(repository).as_posix(): f"{path.lstat().st_mode:o} {content(path)}"
        for path in sorted(repository.rglob("*"))
        if ".git" not in path.relative_to(repository).parts and (path.is_symlink() or path.is_file())
    }
    return {
        "files": files,
        "status": said(repository, "status", "--porcelain"),
        "head": said(repository, "rev-parse", "HEAD"),
    }


def content(path: Path) -> str:
    """Return what a file holds, or a link leads to."""
    return str(path.readlink()) if path.is_symlink() else path.read_text(encoding="utf-8")


def said(repository: Path, *arguments: str) -> str:
    """Return what git says."""
    return subprocess.run(["git", *arguments], cwd=repository, check=True, capture_output=True, text=True).stdout


def result_of(tree: str, commit: str, repository: Path) -> Result:
    """Return what is to be brought: with a commit, or with one conflict."""
    if commit != "-":
        return Result(tree, commit)
    oids = [said(repository, "rev-parse", f"{name}:changed.txt").strip() for name in ("HEAD", "HEAD", tree)]
    stages = tuple(("changed.txt", stage + 1, Entry("100644", oid)) for stage, oid in enumerate(oids))
    return Result(tree, None, stages, message="mine\n")


def main(original: Path, tree: str, commit: str, folder: Path) -> None:
    """Kill before every event until there is none left; of those that only prepare, before every third."""
    found: list[dict[str, object]] = []
    finished, point = False, -1
    while not finished:
        point += 1 if found and found[-1]["told"] else 3
        repository = folder / str(point)
        shutil.copytree(original, repository, symlinks=True)
        subprocess.run(["git", "update-index", "-q", "--refresh"], cwd=repository, check=True)
        finished = bring_until(repository, result_of(tree, commit, repository), point)
        told = recover(find_repository(repository))
        found.append({"told": told, "locked": (repository / ".git/index.lock").exists(), **seen(repository)})
        shutil.rmtree(repository)
    print(json.dumps(found))  # noqa: T201  (that is how the test is told)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
