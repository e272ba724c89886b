"""An update that is killed by SIGKILL, at any point, leaves the tree before or after it, once the next run has come."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlserve.signals import stoppable
from mlserve.update import worktree
from mlserve.update.recovery import recover
from mlserve.update.repository import find_repository
from mlserve.update.worktree import Result, bring
from update import killing
from update.projects import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small repository, whose branch `next` changes files in every way."""
    folder = tmp_path / "small"
    folder.mkdir()
    project = Project(folder)
    project.write("changed.txt", "old\n")
    project.write("gone/deep/file.txt", "old\n")
    project.write("folder-to-be", "old\n")
    project.write("file-to-be/inner.txt", "old\n")
    project.write("tool.sh", "old\n")
    project.write("same.txt", "same\n")
    (folder / "link").symlink_to("same.txt")
    project.start()
    project.git("checkout", "--quiet", "-b", "next")
    project.git("rm", "--quiet", "-r", "gone", "folder-to-be", "file-to-be", "link")
    project.write("changed.txt", "new\n")
    project.write("folder-to-be/inner.txt", "new\n")
    project.write("file-to-be", "new\n")
    project.write("added/deep/file.txt", "new\n")
    (folder / "link").symlink_to("changed.txt")
    (folder / "tool.sh").chmod(0o755)
    project.commit("new")
    project.git("checkout", "--quiet", "main")
    project.write("draft.txt", "not committed\n")
    return project


def killed(project: Project, commit: str) -> list[dict[str, Any]]:
    """Return what is seen after each kill."""
    tree = project.git("rev-parse", "next^{tree}")
    command = [sys.executable, killing.__file__, str(project.path), tree, commit, str(project.path.parent / "copies")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_a_kill_at_any_point_leaves_the_tree_before_or_after(project: Project) -> None:
    before = killing.seen(project.path)

    found = killed(project, project.git("rev-parse", "next"))

    *interrupted, last = [{key: each[key] for key in before} for each in found]
    assert last["files"]["added/deep/file.txt"].endswith("new\n")
    assert last["status"] == "?? draft.txt\n"
    assert [each for each in interrupted if each not in (before, last)] == []
    assert before in interrupted
    assert last in interrupted
    assert [each["told"] for each in found if each["locked"]] == []
    assert {each["told"].split()[0] for each in found if each["told"]} == {"Took", "Finished"}
    assert len(found) > 30


def test_a_kill_at_any_point_leaves_no_conflict_or_all_of_it(project: Project) -> None:
    before = killing.seen(project.path)

    found = killed(project, "-")

    *interrupted, last = [{key: each[key] for key in before} for each in found]
    assert "UU changed.txt" in last["status"]
    assert [each for each in interrupted if each not in (before, last)] == []


@pytest.fixture
def failing_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the disk be full when the file of some name shall be put in its place."""
    whole = Path.replace

    def failing_at(name: str) -> None:
        def replace(self: Path, target: Path) -> Path:
            if self.name == name:
                raise OSError(28, "No space left on device")
            return whole(self, target)

        monkeypatch.setattr(Path, "replace", replace)

    return failing_at


def bring_next(project: Project) -> None:
    """Bring what is on the branch `next`, until the disk is full."""
    result = Result(project.git("rev-parse", "next^{tree}"), project.git("rev-parse", "next"))
    with stoppable(), pytest.raises(OSError, match="No space left"):
        bring(find_repository(project.path), result)


def test_an_update_that_fails_on_the_way_takes_itself_back(project: Project, failing_at: Callable[[str], None]) -> None:
    before = killing.seen(project.path)
    failing_at("tool.sh")

    bring_next(project)

    assert killing.seen(project.path) == before
    assert not (project.path / ".git/mlserve-update").exists()
    assert not (project.path / ".git/index.lock").exists()


def test_what_the_owner_wrote_after_a_kill_stays(
    project: Project, failing_at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worktree, "undo", lambda *_: None)  # as if it had been killed
    failing_at("index")
    bring_next(project)
    assert project.read("added/deep/file.txt") == "new\n"
    project.write("changed.txt", "mine, written into the half-done tree\n")

    with stoppable():
        told = recover(find_repository(project.path))

    assert told == "Took back an update that was interrupted; you wrote changed.txt since, which stays as it is."
    assert project.git("status", "--porcelain").split("\n") == [" M changed.txt", "?? draft.txt"]
    assert project.read("changed.txt") == "mine, written into the half-done tree\n"
