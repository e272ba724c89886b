"""The service server with a predictor of our own: no model, no file, no network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.api.contract import (
    Contract,
    load_contract,
)
from {{ cookiecutter.package_name }}.api.main import create_app
from {{ cookiecutter.package_name }}.api.settings import (
    APISettings,
)

from .fake import CONTRACT, FakePredictor


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test works in a folder of its own: no ``.env`` is read, what is written goes away.

    The servers that it starts have the tests' contract, whatever the project's is.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("API_CONTRACT", str(CONTRACT))
    return tmp_path


@pytest.fixture
def contract() -> Contract:
    return load_contract(CONTRACT)


@pytest.fixture
def predictor(contract: Contract) -> FakePredictor:
    return FakePredictor(contract)


@pytest.fixture
def client(predictor: FakePredictor) -> Iterator[TestClient]:
    """A client of a server that takes up to 5 rows and 20,000 bytes."""
    settings = APISettings(max_rows=5, max_body_bytes=20_000)
    app = create_app(settings, predictor)
    with TestClient(app, raise_server_exceptions=False) as client:  # a bug is answered, too
        yield client


@pytest.fixture
def row(contract: Contract) -> dict[str, float]:
    """A valid row: the example of each feature."""
    return {feature.name: feature.example for feature in contract.features}
