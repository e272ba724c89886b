"""Install a generated project, and run commands in it as its owner would."""

import os
import shutil
import subprocess
import tomllib
import venv
from pathlib import Path
from typing import NoReturn

import pytest

PYTHON = Path("Scripts/python.exe" if os.name == "nt" else "bin/python")


def clean_environment() -> dict[str, str]:
    """Return the environment without the virtual environment that the tests run in, their imports and their folders.

    Those are closed to others; PostgreSQL, which will not be run by root, is run by another.
    """
    hidden = {"VIRTUAL_ENV", "PYTHONPATH", "PYTEST_ADDOPTS", "PYTHONHOME", "TMPDIR"}
    kept = {key: value for key, value in os.environ.items() if key not in hidden}
    inside = os.environ.get("VIRTUAL_ENV")
    path = [folder for folder in kept["PATH"].split(os.pathsep) if not inside or not folder.startswith(inside)]
    return kept | {"PATH": os.pathsep.join(path)}


def command(project: Path, *arguments: str | Path, minutes: float = 10, **variables: str) -> str:
    """Run a command in *project* and return its output; a failure shows all of it."""
    done = subprocess.run(
        [str(each) for each in arguments],
        cwd=project,
        env=clean_environment() | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=minutes * 60,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(map(str, arguments))} ended with {done.returncode}\n{done.stdout}"
    return done.stdout


def install(project: Path, *groups: str, itself: bool = True) -> Path:
    """Make ``.venv`` in *project* with pip, as old as it may be, and return its Python.

    It holds what *groups* ask for, and *project* with what it needs, unless there is nothing to install of it *itself*.
    """
    venv.create(project / ".venv", with_pip=True)
    python = project / ".venv" / PYTHON
    needed = [each for group in groups for each in requirements(project, group)]
    own = ["--editable", "."] if itself else []
    command(project, python, "-m", "pip", "install", "--quiet", *own, *needed)
    return python


def requirements(project: Path, group: str) -> list[str]:
    """Return what a dependency group of *project* asks for, with what it includes."""
    groups = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    found: list[str] = []
    for entry in groups[group]:
        found += [entry] if isinstance(entry, str) else requirements(project, entry["include-group"])
    return found


def tool(name: str) -> str:
    """Return the path of a tool; a test that needs one that the machine lacks is skipped, but not in CI."""
    found = shutil.which(name, path=clean_environment()["PATH"])
    return found or lacking(f"there is no {name} on PATH")


def lacking(what: str) -> NoReturn:
    """Skip the running test, or fail it where `.ci/run` has said that the machine has all that is needed."""
    if os.environ.get("MLSERVE_TESTS_SKIP_NOTHING"):
        pytest.fail(what)
    pytest.skip(what)
