"""A generated project installs on today's releases, and passes its own checks."""

import zipfile
from pathlib import Path

import pytest
from kinds import Bake

from full.installing import command, install_with_pip, requirements, tool
from hooks.taken import why_taken

pytestmark = pytest.mark.full


@pytest.mark.long
def test_it_passes_its_own_checks_with_pip(bake: Bake) -> None:
    project = bake(project_name="x", preset="full")  # which has all tests that a preset has
    python = install_with_pip(project / ".venv", project, "--editable", ".", *requirements(project, "dev"))

    for tool_command in (
        ["mypy"],
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["pytest", "-q"],
    ):
        command(project, python, "-m", *tool_command)
    command(project, python.with_name("lint-imports"))
    assert importable_names_that_are_free(project, python) == []


def importable_names_that_are_free(project: Path, python: Path) -> list[str]:
    """Return what *python* can import but a new project might be called."""
    code = "from importlib.metadata import packages_distributions as p; print(*(n for n in p() if '-' not in n))"
    names = command(project, python, "-c", code).split()
    public = [name for name in names if name.isidentifier() and name.islower() and not name.startswith("_")]
    return [name for name in public if name != "x" and "__" not in name and not why_taken(name)]


def test_it_goes_through_poetry(bake: Bake) -> None:
    poetry = tool("poetry")
    project = bake(project_name="x", dataset="diabetes", ci="gitlab")
    command(project, poetry, "config", "--local", "virtualenvs.in-project", "true")

    for arguments in (["lock"], ["check", "--strict"], ["install"], ["build"], ["run", "python", "-m", "x.ml.train"]):
        command(project, poetry, *arguments)

    (wheel,) = (project / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    assert "x/api/main.py" in names
    assert "x/__init__.py" not in names
    assert not [name for name in names if name.startswith("tests")]


def test_it_goes_through_uv(bake: Bake) -> None:
    uv = tool("uv")
    project = bake(project_name="x", license="proprietary")
    trained = ("tests/ml/test_train.py", "tests/test_contract.py", "tests/test_same_answer.py")

    command(project, uv, "sync")
    command(project, uv, "run", "pytest", "-q", *trained)
