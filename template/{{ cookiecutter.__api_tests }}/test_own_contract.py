"""The project's own contract, by which its server serves: it is one, and Swagger shows it."""

from collections.abc import Iterator

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

from .fake import FakePredictor


@pytest.fixture
def contract() -> Contract:
    return load_contract()


@pytest.fixture
def client(predictor: FakePredictor) -> Iterator[TestClient]:
    with TestClient(create_app(APISettings(contract=""), predictor)) as client:
        yield client


def test_its_example_is_a_row_that_gets_a_prediction_with_every_output(
    client: TestClient, contract: Contract
) -> None:
    row = {feature.name: feature.example for feature in contract.features}

    response = client.post("/v1/predict", json={"rows": [row]})

    assert response.status_code == 200, response.text
    (prediction,) = response.json()["predictions"]
    assert list(prediction) == [spec.name for spec in contract.outputs]


def test_swagger_shows_every_feature_by_its_name(client: TestClient, contract: Contract) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"].values()

    shown = [list(schema.get("properties", {})) for schema in schemas]

    assert [feature.name for feature in contract.features] in shown
