"""The command `mlserve`, installed as a user installs it, and environments for what it makes."""

import tomllib
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from full.installing import PYTHON, command, install_into, requirements

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def mlserve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the generator into an environment of its own, and return its command."""
    folder = tmp_path_factory.mktemp("machine")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / PYTHON
    command(folder, python, "-m", "pip", "install", "--quiet", f"{ROOT}[bench]")
    return python.with_name("mlserve")


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Return the Python of an environment with what a part of a project needs, made once for the same needs."""
    made: dict[tuple[str, ...], Path] = {}

    def python_for(part: Path) -> Path:
        project = tomllib.loads((part / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        needed = (*project.get("dependencies", []), *requirements(part, "dev"))
        if needed not in made:
            made[needed] = install_into(tmp_path_factory.mktemp("environment") / "venv", part, *needed)
        return made[needed]

    return python_for
