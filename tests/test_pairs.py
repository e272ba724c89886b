"""Every two values of two options that go together meet in some project, and each of these projects is in order."""

import subprocess
import sys
from pathlib import Path

import pytest
from cases import CASES, Answers, by_case, pairs_in, pairs_that_can_meet
from checks import broken, contents, with_braces
from kinds import Bake
from pytest_cookies.plugin import Cookies

from mlserve.options import options


def ruff(project: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


def parts_of(project: Path) -> list[Path]:
    """Return the folders that have sources of their own."""
    services = sorted(project.glob("services/*"))
    return [*services, project / "tests"] if services else [project]


def test_every_two_values_that_can_meet_meet_in_some_case() -> None:
    covered = set().union(*map(pairs_in, CASES))

    assert covered == set(pairs_that_can_meet())


@by_case
def test_nothing_of_the_template_is_left_and_every_file_parses(bake: Bake, answers: Answers) -> None:
    project = bake(**answers)

    assert with_braces(project) == []
    assert broken(project) == []


@by_case
def test_ruff_finds_nothing(bake: Bake, answers: Answers) -> None:
    project = bake(**answers)
    defaults = ["--isolated", f"--target-version=py{answers['python_version'].replace('.', '')}"]

    assert ruff(project, "check") == ""
    for part in parts_of(project):  # without settings, ruff looks for the package in `src` beside it
        assert ruff(part, "check", *defaults) == ""
    assert ruff(project, "format", "--check") == ""


@pytest.mark.parametrize("layout", options()["layout"].choices)
@pytest.mark.parametrize("preset", options()["preset"].choices)
def test_ruff_finds_nothing_where_all_of_a_preset_comes_together(bake: Bake, layout: str, preset: str) -> None:
    assert ruff(bake(layout=layout, preset=preset), "check") == ""


@by_case
def test_plain_cookiecutter_makes_the_same_project(bake: Bake, answers: Answers, cookies: Cookies, parts: Path) -> None:
    ours = bake(**answers)

    theirs = cookies.bake(extra_context=answers, template=str(parts))

    assert theirs.exception is None
    assert contents(ours) == contents(theirs.project_path)
