"""A project appears whole or not at all, and what was there before is never touched."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from checks import contents
from kinds import Run

from mlserve import new, render
from mlserve.errors import DestinationTaken, PublishFailed
from mlserve.publish import publish
from mlserve.source import Source
from mlserve.steps import init_git

COMMAND = [sys.executable, "-m", "mlserve", "new", "x", "--yes", "--no-git", "--author-name=A", "--author-email=a@b"]
posix = pytest.mark.skipif(os.name == "nt", reason="needs the signals and limits of POSIX")


def traces(folder: Path) -> list[str]:
    """Return what lies in *folder*, hidden or not."""
    return sorted(entry.name for entry in folder.iterdir())


def test_a_folder_with_something_in_it_is_left_alone(run: Run) -> None:
    Path("x").mkdir()
    Path("x/mine.txt").write_text("mine")

    result = run("new", "x", "--yes")

    assert result.exit_code == 1
    assert "exists and is not empty" in result.output
    assert contents(Path("x")) == {"mine.txt": b"mine"}
    assert traces(Path()) == ["x"]


def test_an_empty_folder_is_filled(run: Run) -> None:
    Path("x").mkdir()

    assert run("new", "x", "--yes").exit_code == 0
    assert Path("x/pyproject.toml").is_file()


def test_a_file_is_left_alone(run: Run) -> None:
    Path("x").write_text("mine")

    result = run("new", "x", "--yes")

    assert (result.exit_code, Path("x").read_text()) == (1, "mine")
    assert "is not a folder" in result.output


@posix
@pytest.mark.parametrize("target", ["nowhere", "empty"])
def test_a_symbolic_link_is_left_alone(run: Run, target: str) -> None:
    Path("empty").mkdir()
    Path("x").symlink_to(target)

    result = run("new", "x", "--yes")

    assert result.exit_code == 1
    assert "is a symbolic link" in result.output
    assert traces(Path()) == ["empty", "x"]


def test_what_comes_in_between_is_left_alone(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "staged", tmp_path / "x"
    for folder in (ours, theirs):
        folder.mkdir()
        (folder / "file").write_text(folder.name)

    with pytest.raises(DestinationTaken):
        publish(ours, theirs)
    assert (theirs / "file").read_text() == "x"


@posix
def test_what_comes_in_the_last_moment_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = tmp_path / "staged", tmp_path / "x"
    for folder in (ours, theirs):
        folder.mkdir()
        (folder / "file").write_text(folder.name)
    monkeypatch.setattr("mlserve.publish.check_free", lambda _destination: None)

    with pytest.raises(DestinationTaken, match="came to exist meanwhile"):
        publish(ours, theirs)
    assert (theirs / "file").read_text() == "x"


def test_folders_on_the_way_are_made_and_unmade_if_nothing_came_of_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("new", "x", "--yes", "--output-dir", "a/b").exit_code == 0
    assert Path("a/b/x/pyproject.toml").is_file()
    monkeypatch.setattr(render, "prune", failing)

    assert run("new", "y", "--yes", "--output-dir", "c/d").exit_code == 1
    assert traces(Path()) == ["a"]


def failing(_project: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_hook_that_fails_leaves_nothing_and_says_why(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "prune", failing)

    result = run("new", "x", "--yes")

    assert result.exit_code == 1
    assert "cannot write the project: No space left on device" in result.output
    assert traces(Path()) == []


def test_a_template_that_cannot_be_rendered_leaves_nothing_and_says_why(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    template = tmp_path / "template"
    template.mkdir()
    (template / "bad.txt").write_text("{{ nowhere }}")
    monkeypatch.setattr(Source, "template", template)

    result = run("new", "x", "--yes")

    assert result.exit_code == 1
    assert "the template cannot be rendered" in result.output
    assert traces(Path()) == []


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
def test_a_signal_at_any_moment_leaves_all_or_nothing(
    tmp_path: Path, duration: float, whole: dict[str, bytes], number: signal.Signals, share: float
) -> None:
    process = subprocess.Popen([*COMMAND, "--quiet"], cwd=tmp_path, stderr=subprocess.PIPE)
    time.sleep(duration * share)
    process.send_signal(number)
    process.communicate()

    if (tmp_path / "x").exists():
        assert contents(tmp_path / "x") == whole
    else:
        assert process.returncode != 0
    if number is not signal.SIGKILL:
        assert set(traces(tmp_path)) <= {"x"}


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_rendering_is_told(run: Run, monkeypatch: pytest.MonkeyPatch, number: signal.Signals) -> None:
    monkeypatch.setattr(render, "prune", lambda _project: os.kill(os.getpid(), number))

    result = run("new", "x", "--yes")

    assert result.exit_code == 128 + number
    assert f"stopped by {number.name}; nothing was written" in result.output
    assert traces(Path()) == []


@posix
def test_a_signal_after_the_rename_changes_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def signal_and_init(project: Path) -> str:
        os.kill(os.getpid(), signal.SIGTERM)
        return init_git(project)

    monkeypatch.setattr(new, "init_git", signal_and_init)

    assert run("new", "x", "--yes").exit_code == 0


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A project made without disturbance, and how long that took."""
    folder = tmp_path_factory.mktemp("finished")
    started = time.perf_counter()
    subprocess.run(COMMAND, cwd=folder, check=True, capture_output=True)
    return folder / "x", time.perf_counter() - started


@pytest.fixture
def duration(finished: tuple[Path, float]) -> float:
    """How long an undisturbed run takes."""
    return finished[1]


@pytest.fixture
def whole(finished: tuple[Path, float]) -> dict[str, bytes]:
    """What an undisturbed run makes."""
    return contents(finished[0])


@posix
def test_a_file_that_may_not_grow_leaves_nothing_and_says_why(tmp_path: Path) -> None:
    def no_large_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    done = subprocess.run(
        COMMAND,
        cwd=tmp_path,
        preexec_fn=no_large_files,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert traces(tmp_path) == []


def mounted(folder: Path, options: str) -> Iterator[Path]:
    """Mount a file system in memory, with *options*; only root may."""
    folder.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if not mount or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a disk for this")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk too small for a project."""
    yield from mounted(tmp_path / "small", "size=64k")


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that nothing can be written to."""
    yield from mounted(tmp_path / "read-only", "ro")


def test_a_full_disk_leaves_nothing_and_says_why(small_disk: Path) -> None:
    done = subprocess.run(COMMAND, cwd=small_disk, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert traces(small_disk) == []


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that nothing can be written to."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):
        pytest.skip("root may write anywhere")
    yield folder
    folder.chmod(0o755)


def test_a_read_only_disk_is_named(read_only_disk: Path, run: Run) -> None:
    result = run("new", "x", "--yes", "--output-dir", str(read_only_disk))

    assert result.exit_code == 1
    assert f"cannot write in {read_only_disk}: Read-only file system" in result.output


def test_a_read_only_folder_is_named(read_only: Path, run: Run) -> None:
    result = run("new", "x", "--yes", "--output-dir", str(read_only))

    assert result.exit_code == 1
    assert f"cannot write in {read_only}: Permission denied" in result.output
    assert traces(read_only) == []


def test_where_nothing_can_be_written_the_reason_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)

    result = run("new", "x", "--yes")

    assert result.exit_code == 1
    assert "Read-only file system" in result.output


def test_a_rename_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(Path, "rename", refuse)

    with pytest.raises(PublishFailed, match="Device or resource busy"):
        publish(tmp_path / "staged", tmp_path / "x")
