"""Every two values of two options meet in some project, and each of these projects is in order."""

import subprocess
import sys
from pathlib import Path

import pytest
from cases import Answers, name_of, pairs_in, pairs_of_all, pairwise
from checks import broken, contents, with_braces
from kinds import Bake
from pytest_cookies.plugin import Cookies

from mlserve.tree import draw, list_files

CASES = pairwise()
TREES = Path(__file__).parent / "trees"
by_pair = pytest.mark.parametrize("answers", CASES, ids=map(name_of, CASES))


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


def test_every_pair_of_values_is_among_the_cases() -> None:
    covered = set().union(*map(pairs_in, CASES))

    assert covered == set(pairs_of_all())


@by_pair
def test_nothing_of_the_template_is_left_and_every_file_parses(bake: Bake, answers: Answers) -> None:
    project = bake(**answers)

    assert with_braces(project) == []
    assert broken(project) == []


@by_pair
def test_ruff_finds_nothing(bake: Bake, answers: Answers) -> None:
    project = bake(**answers)
    defaults = ["--isolated", f"--target-version=py{answers['python_version'].replace('.', '')}"]

    assert ruff(project, "check") == ""
    for part in parts_of(project):  # without settings, ruff looks for the package in `src` beside it
        assert ruff(part, "check", *defaults) == ""
    assert ruff(project, "format", "--check") == ""


@by_pair
def test_the_tree_is_the_one_that_is_checked_in(bake: Bake, answers: Answers, request: pytest.FixtureRequest) -> None:
    listing = TREES / f"{answers['layout']}-{answers['ci']}.txt"

    tree = draw("my-project", list_files(bake(**answers))) + "\n"

    if request.config.getoption("--refresh-trees"):
        listing.write_text(tree, encoding="utf-8")
    assert tree == listing.read_text(encoding="utf-8"), "if this is meant: python -m pytest -k tree --refresh-trees"


@by_pair
def test_plain_cookiecutter_makes_the_same_project(bake: Bake, answers: Answers, cookies: Cookies, parts: Path) -> None:
    ours = bake(**answers)

    theirs = cookies.bake(extra_context=answers, template=str(parts))

    assert theirs.exception is None
    assert contents(ours) == contents(theirs.project_path)
