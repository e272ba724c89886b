"""A trained model, for the tests of the ML part."""

from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.ml.train import train


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that was trained just now."""
    folder = tmp_path_factory.mktemp("models")
    train(folder)
    return folder
