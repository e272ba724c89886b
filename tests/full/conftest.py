"""The command `mlserve`, installed as a user installs it."""

import venv
from pathlib import Path

import pytest

from full.installing import PYTHON, command

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def mlserve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the generator into an environment of its own, and return its command."""
    folder = tmp_path_factory.mktemp("machine")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / PYTHON
    command(folder, python, "-m", "pip", "install", "--quiet", f"{ROOT}[bench]")
    return python.with_name("mlserve")
