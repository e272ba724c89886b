"""The command `mlserve`, installed as a user installs it, and environments for what it makes."""

import tomllib
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from full.installing import PYTHON, command, install_into, requirements
from full.sharing import Share, sharing_in

ROOT = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests, so that none of them is alone at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def share(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Share:
    """Make a folder once for all workers."""
    own = tmp_path_factory.getbasetemp()
    return sharing_in(own if worker_id == "master" else own.parent)


@pytest.fixture(scope="session")
def mlserve(share: Share) -> Path:
    """Install the generator into an environment of its own, and return its command."""

    def make(folder: Path) -> None:
        venv.create(folder, with_pip=True)
        command(folder, folder / PYTHON, "-m", "pip", "install", "--quiet", f"{ROOT}[bench]")

    return (share("machine", make) / PYTHON).with_name("mlserve")


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
