"""A trained model, alone and behind the ML server's app, and a request that it answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.ml.manifest import (
    Manifest,
    find,
    read,
)
from {{ cookiecutter.package_name }}.ml.settings import MLSettings
from {{ cookiecutter.package_name }}.ml.train import train

from .asking import client_of


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that was trained just now."""
    folder = tmp_path_factory.mktemp("models")
    train(folder)
    return folder


@pytest.fixture(scope="session")
def manifest(models_dir: Path) -> Manifest:
    return read(find(models_dir))


@pytest.fixture(scope="session")
def client(models_dir: Path) -> Iterator[TestClient]:
    """A client of an ML server that takes up to 100,000 bytes."""
    with client_of(MLSettings(models_dir=models_dir, max_body_bytes=100_000)) as client:
        yield client


@pytest.fixture
def body(manifest: Manifest) -> dict[str, Any]:
    """A valid request: the golden samples."""
    return {"id": "42", "inputs": [sample.model_dump() for sample in manifest.golden.inputs]}
