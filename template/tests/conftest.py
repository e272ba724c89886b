"""A trained model and a real server, for the tests of the whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.ml.train import (
    CONTRACT,
    train,
)

from .serving import Serving, serving


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that was trained just now."""
    folder = tmp_path_factory.mktemp("models")
    train(folder, contract=CONTRACT)
    return folder


@pytest.fixture(scope="module")
def server(models_dir: Path) -> Iterator[Serving]:
    """A real server process on a real socket."""
    with serving(models_dir) as server:
        yield server
