"""`mlserve up` makes one `.venv` in the project: whole, its own, with what is there to make it with."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mlserve.errors import MlserveError
from mlserve.up import pip, project, stamp, venvs
from mlserve.up.install import InstallFailed, Job
from mlserve.up.signals import Signals
from mlserve.up.stamp import Stamp, State
from up.running import Running, is_alive, wait_for
from up.tiny_project import write_project

Start = Callable[..., Running]
POETRY = shutil.which("poetry")

OLD_POETRY = "#!/bin/sh\necho 'Poetry (version 1.8.5)'\n"
OUTDATED_LOCK = """#!/bin/sh
case "$*" in *--version*) echo "Poetry (version 2.5.1)"; exit 0;; esac
echo "pyproject.toml changed significantly since poetry.lock was last generated. Run \\`poetry lock\\`"; exit 1
"""
TELLING_POETRY = """#!/bin/sh
case "$*" in *--version*) echo "Poetry (version 2.5.1)"; exit 0;; esac
echo "$*" > told; env >> told; exit 0
"""


@pytest.fixture
def signals() -> Iterator[Signals]:
    with Signals() as entered:
        yield entered


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Give a project with nothing installed."""
    return write_project(tmp_path / "tiny")


def test_a_poetry_that_fails_is_quoted_and_pip_goes_on(first_run: Running) -> None:
    assert "Package tiny-trainer (1.0) not found." in first_run.said
    assert "pipx inject poetry poetry-plugin-pypi-mirror" in first_run.said
    assert "Going on with venv and pip." in first_run.said
    assert "environment  .venv with pip  " in first_run.said


def test_a_surrounding_environment_is_not_taken_for_the_project_s(first_run: Running) -> None:
    assert f"tiny server in {first_run.directory / '.venv'}" in first_run.said


def test_the_groups_for_training_and_for_tests_are_installed(first_run: Running) -> None:
    known = stamp.read(first_run.directory / ".venv")

    assert known
    assert known.groups == ("train", "dev")


def test_nothing_is_written_into_the_project_but_the_venv_and_the_model(first_run: Running) -> None:
    names = {path.name for path in first_run.directory.iterdir()}

    written_by_others = {"pids", "stops", "__pycache__"}  # the server; Python, of the project's own build backend
    assert names - written_by_others == {"pyproject.toml", "README.md", "backend.py", "src", ".venv", "models"}


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_installation_is_noticed_and_ends_the_installer(
    fresh: Path, start: Start, port: str, number: signal.Signals
) -> None:
    run = start(fresh, port=port)
    wait_for((fresh / ".venv/pyvenv.cfg").exists)

    run.send(number)

    assert run.ends() in {128 + signal.SIGTERM, -signal.SIGKILL}
    known = stamp.read(fresh / ".venv")
    assert known
    assert known.state is State.UNFINISHED
    wait_for(lambda: not _processes_in(fresh))


def test_a_half_made_venv_is_made_anew(fresh: Path, signals: Signals) -> None:
    venv = fresh / ".venv"
    with venvs.locked(venv):
        venvs.ensure(venv, ">=3.11", signals)
        (venv / "half").mkdir()

        venvs.ensure(venv, ">=3.11", signals)

    assert not (venv / "half").exists()
    assert venvs.python_in(venv).exists()


@pytest.mark.parametrize("cut", ["", "{", '{"state": "odd", "ours": true, "groups": []}', "[]"])
def test_a_stamp_that_was_cut_off_counts_as_unfinished(tmp_path: Path, cut: str) -> None:
    (tmp_path / stamp.NAME).write_text(cut)

    known = stamp.read(tmp_path)

    assert known
    assert known.state is State.UNFINISHED


def test_a_venv_of_the_user_s_own_is_kept_as_it_is(fresh: Path, signals: Signals) -> None:
    venv = fresh / ".venv"
    _make_venv(venv)
    (venv / "mine").touch()

    for _ in range(2):  # the second time after an interruption
        with venvs.locked(venv):
            made = venvs.ensure(venv, ">=3.11", signals)

    assert not made.ours
    assert (venv / "mine").exists()


def test_a_venv_whose_python_is_gone_is_made_anew(fresh: Path, signals: Signals) -> None:
    venv = fresh / ".venv"
    _make_venv(venv)
    python = venvs.python_in(venv)
    python.unlink()
    python.symlink_to(fresh / "gone")

    with venvs.locked(venv):
        made = venvs.ensure(venv, ">=3.11", signals)

    assert made.ours
    assert python.exists()


def test_a_venv_that_moved_with_its_project_is_made_anew(fresh: Path, signals: Signals) -> None:
    with venvs.locked(fresh / ".venv"):
        made = venvs.ensure(fresh / ".venv", ">=3.11", signals)
    stamp.write(fresh / ".venv", replace(made, state=State.READY))
    moved = fresh.rename(fresh.with_name("moved")) / ".venv"
    (moved / "old").touch()

    with venvs.locked(moved):
        venvs.ensure(moved, ">=3.11", signals)

    assert not (moved / "old").exists()


def test_a_folder_that_is_no_venv_is_refused_and_not_touched(fresh: Path, signals: Signals) -> None:
    venv = fresh / ".venv"
    venv.mkdir()
    (venv / "notes.txt").touch()

    with venvs.locked(venv), pytest.raises(MlserveError, match="is no virtual environment"):
        venvs.ensure(venv, ">=3.11", signals)

    assert (venv / "notes.txt").exists()


def test_a_file_where_the_venv_should_be_is_refused(fresh: Path) -> None:
    (fresh / ".venv").touch()

    with pytest.raises(MlserveError, match="is a file"), venvs.locked(fresh / ".venv"):
        pass


def test_a_venv_with_a_python_that_is_too_old_is_said(fresh: Path, signals: Signals) -> None:
    venv = fresh / ".venv"
    _make_venv(venv)

    with venvs.locked(venv), pytest.raises(MlserveError, match=r"has Python 3\.\d+\.\d+, but the project needs >=3.99"):
        venvs.ensure(venv, ">=3.99", signals)


@pytest.mark.skipif(os.name != "posix", reason="flock")
def test_two_at_once_do_not_make_the_same_venv(fresh: Path) -> None:
    with (
        venvs.locked(fresh / ".venv"),
        pytest.raises(MlserveError, match="Another `mlserve up`"),
        venvs.locked(fresh / ".venv"),
    ):
        pass


def test_a_changed_project_or_a_further_group_asks_for_an_installation(fresh: Path) -> None:
    before = stamp.key_of(project.find(fresh).entrance)
    ready = Stamp(State.READY, ours=True, key=before, groups=("train",))

    with (fresh / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    after = stamp.key_of(project.find(fresh).entrance)

    assert ready.serves(before, ("train",))
    assert ready.serves(before, ())
    assert not ready.serves(before, ("train", "dev"))
    assert not ready.serves(after, ("train",))


def test_a_failing_pip_is_quoted_with_the_command_to_repeat(fresh: Path, installed: Path, signals: Signals) -> None:
    (fresh.parent / "tiny_trainer-1.0-py3-none-any.whl").unlink()
    has_pip = venvs.python_in(installed / ".venv")
    job = Job(project.find(fresh).entrance, ("train",), has_pip, signals)

    with pytest.raises(InstallFailed) as failed:
        pip.install(job)

    assert "No such file or directory" in failed.value.message
    assert "-m pip install --no-compile --editable . " in failed.value.message


def test_an_old_poetry_is_left_aside_with_a_word(
    fresh: Path, start: Start, port: str, bare_path: Callable[[str], str]
) -> None:
    start(fresh, port=port, PATH=bare_path(OLD_POETRY)).until("Poetry 1.8.5 does not know [dependency-groups]")


def test_an_outdated_lock_is_not_gone_round(
    fresh: Path, start: Start, port: str, bare_path: Callable[[str], str]
) -> None:
    run = start(fresh, port=port, PATH=bare_path(OUTDATED_LOCK))

    assert run.ends() == 1
    assert "run there: poetry lock" in run.said


def test_the_index_of_pip_is_passed_on_to_poetry_but_not_into_the_project(
    fresh: Path, start: Start, port: str, bare_path: Callable[[str], str]
) -> None:
    index = "https://index.invalid/simple/"

    start(fresh, port=port, PATH=bare_path(TELLING_POETRY), PIP_INDEX_URL=index, VIRTUAL_ENV="/elsewhere").ends()

    told = (fresh / "told").read_text().splitlines()
    assert told[0].endswith("--with=train --with=dev --without=docs")
    assert f"POETRY_PYPI_MIRROR_URL={index}" in told
    assert "POETRY_VIRTUALENVS_IN_PROJECT=true" in told
    assert not any(line.startswith("VIRTUAL_ENV=") for line in told)
    assert index not in (fresh / "pyproject.toml").read_text()


@pytest.mark.skipif(POETRY is None, reason="no poetry on PATH")
def test_poetry_installs_into_the_same_venv(fresh: Path, start: Start, port: str) -> None:
    run = start(fresh, port=port, PATH=os.environ["PATH"], VIRTUAL_ENV=sys.prefix).until("Swagger: ")

    assert "environment  .venv with Poetry " in run.said
    assert f"tiny server in {fresh / '.venv'}" in run.said
    run.close()
    start(fresh, port=port, PATH=os.environ["PATH"]).until(".venv is up to date (made with Poetry ")


def _make_venv(venv: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)


def _processes_in(folder: Path) -> list[str]:
    """Return the commands that run in a project's folder or name it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
            working = str((process / "cwd").readlink())
        except OSError:
            continue
        if working.startswith(str(folder)) or f"{folder}/.venv" in command:
            found += [command] if is_alive(int(process.name)) else []
    return found
