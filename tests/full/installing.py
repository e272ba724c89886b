"""Install a generated project, and run commands in it as its owner would."""

import os
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from typing import NoReturn

import pytest

CACHES = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
"""Those of whoever runs the tests: each test has a home of its own, and would download everything anew."""

PYTHON = Path("Scripts/python.exe" if os.name == "nt" else "bin/python")


def clean_environment() -> dict[str, str]:
    """Return the environment without the virtual environment that the tests run in, their imports and their folders.

    Those are closed to others; PostgreSQL, which will not be run by root, is run by another.
    """
    hidden = {"VIRTUAL_ENV", "PYTHONPATH", "PYTEST_ADDOPTS", "PYTHONHOME", "TMPDIR"}
    hidden |= {"UV_PROJECT_ENVIRONMENT", "UV_PYTHON"}  # nox sets them: uv would put a project into its environment
    kept = {key: value for key, value in os.environ.items() if key not in hidden}
    inside = os.environ.get("VIRTUAL_ENV")
    path = [folder for folder in kept["PATH"].split(os.pathsep) if not inside or not folder.startswith(inside)]
    return kept | {"PATH": os.pathsep.join(path), "XDG_CACHE_HOME": CACHES}


def path_without(name: str) -> str:
    """Return the folders of PATH that have no tool of this name."""
    folders = clean_environment()["PATH"].split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if shutil.which(name, path=folder) is None)


def command(project: Path, *arguments: str | Path, minutes: float = 20, **variables: str) -> str:
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
    """Make ``.venv`` in *project* and return its Python; see `install_into`.

    It holds what *groups* ask for, and *project* with what it needs, unless there is nothing to install of it *itself*.
    """
    needed = [each for group in groups for each in requirements(project, group)]
    return install_into(project / ".venv", project, *(["--editable", "."] if itself else []), *needed)


def install_into(folder: Path, project: Path, *needed: str) -> Path:
    """Make a virtual environment in *folder* for what is *needed*, and return its Python.

    With uv where the machine has it, which takes a twentieth of the time that pip does. What pip makes of a project is
    tested where it is promised.
    """
    uv = shutil.which("uv", path=clean_environment()["PATH"])
    if uv is None:
        return install_with_pip(folder, project, *needed)
    command(project, uv, "venv", "--quiet", "--seed", "--python", sys.executable, folder)
    command(project, uv, "pip", "install", "--quiet", "--python", folder / PYTHON, *needed)
    return folder / PYTHON


def install_with_pip(folder: Path, project: Path, *needed: str) -> Path:
    """Do as `install_into` does, with pip, as old as it may be."""
    venv.create(folder, with_pip=True)
    command(project, folder / PYTHON, "-m", "pip", "install", "--quiet", *needed)
    return folder / PYTHON


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
