"""``POST /v1/predict``: what it answers, and what it answers to everything that is not right."""

import asyncio
import json
import struct
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.api.contract import Contract
from {{ cookiecutter.package_name }}.api.schemas import FORMATS

from .fake import FakePredictor

JSON = {"content-type": "application/json"}


def test_one_row_gets_one_prediction_from_a_named_version(
    client: TestClient, contract: Contract, row: dict[str, float]
) -> None:
    response = client.post("/v1/predict", json={"rows": [row]})

    assert response.status_code == 200
    body = response.json()
    assert body["model"] == {"name": contract.name, "version": "7"}
    assert [set(each) for each in body["predictions"]] == [{spec.name for spec in contract.outputs}]


def test_rows_reach_the_model_as_one_matrix_in_the_order_of_the_contract(
    client: TestClient, predictor: FakePredictor, row: dict[str, float]
) -> None:
    backwards = dict(reversed(row.items()))

    client.post("/v1/predict", json={"rows": [row, backwards]})

    (tensor,) = predictor.inputs
    data = tensor["data"]
    assert tensor["shape"] == [2, len(row)]
    assert not isinstance(data, list)
    values = struct.unpack(f"<{2 * len(row)}{FORMATS[tensor['datatype']]}", data)
    assert values == pytest.approx([*row.values()] * 2)


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (True, "valid"),
        ("12", "valid"),
        (None, "valid"),
        (float("nan"), "finite"),
        (float("inf"), "finite"),
        (10**400, ""),
        (-1e9, "greater than or equal"),
        (1e9, "less than or equal"),
        ([], "valid"),
    ],
    ids=repr,
)
def test_a_wrong_value_is_named_with_its_place(
    client: TestClient, row: dict[str, float], value: object, complaint: str
) -> None:
    first = next(iter(row))
    text = json.dumps({"rows": [row, {**row, first: value}]})

    response = client.post("/v1/predict", content=text, headers=JSON)

    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["pointer"] == f"#/rows/1/{first}"
    assert complaint in error["detail"]


def _bodies(row: dict[str, float]) -> Iterator[tuple[str, str]]:
    missing = dict(list(row.items())[1:])
    yield json.dumps({"rows": []}), "#/rows"
    yield json.dumps({"rows": [row] * 6}), "#/rows"
    yield json.dumps({"rows": [missing]}), f"#/rows/0/{next(iter(row))}"
    yield json.dumps({"rows": [{**row, "no~such/feature": 1}]}), "#/rows/0/no~0such~1feature"
    yield json.dumps({"rows": [row], "extra": 1}), "#/extra"
    yield json.dumps({}), "#/rows"
    yield json.dumps([row]), "#"
    yield '{"rows": [', "#"
    yield "", "#"
    yield '{"rows": "\ud800"}'.encode(errors="surrogatepass").decode("latin-1"), "#/rows"
    yield "[" * 5000, "#"


def test_a_wrong_body_is_answered_with_what_is_wrong(
    client: TestClient, row: dict[str, float]
) -> None:
    for text, pointer in _bodies(row):
        response = client.post("/v1/predict", content=text, headers=JSON)

        assert response.status_code == 422, text[:80]
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["errors"][0]["pointer"] == pointer, text[:80]


def test_only_the_first_errors_are_listed(client: TestClient, row: dict[str, float]) -> None:
    response = client.post("/v1/predict", json={"rows": [dict.fromkeys(row, "x")] * 5})

    assert len(response.json()["errors"]) <= 20
    assert response.json()["detail"].startswith(str(5 * len(row)))


def test_a_body_that_says_it_is_too_large_is_not_read(client: TestClient) -> None:
    response = client.post("/v1/predict", content=b"x" * 20_001, headers=JSON)

    assert response.status_code == 413
    assert "20000 bytes" in response.json()["detail"]


def test_a_body_that_turns_out_too_large_is_refused(client: TestClient) -> None:
    chunks = (b" " * 1000 for _ in range(21))

    response = client.post("/v1/predict", content=chunks, headers=JSON)

    assert response.status_code == 413


@pytest.mark.parametrize("media_type", ["text/plain", "multipart/form-data", ""])
def test_another_media_type_is_refused(client: TestClient, media_type: str) -> None:
    response = client.post("/v1/predict", content=b"{}", headers={"content-type": media_type})

    assert response.status_code == 415
    assert "application/json" in response.json()["detail"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (asyncio.QueueFull("5 rows are waiting"), 503),
        (ConnectionError("no artifact"), 503),
        (TimeoutError(), 504),
    ],
)
def test_each_failure_of_the_model_has_its_status(
    client: TestClient,
    predictor: FakePredictor,
    row: dict[str, float],
    error: Exception,
    status: int,
) -> None:
    predictor.error = error

    response = client.post("/v1/predict", json={"rows": [row]})

    assert response.status_code == status
    assert response.headers.get("retry-after") == ("1" if status == 503 else None)
    assert response.json()["status"] == status


def test_a_bug_is_a_500_that_tells_nothing_but_a_request_id(
    client: TestClient, predictor: FakePredictor, row: dict[str, float]
) -> None:
    predictor.error = RuntimeError("secret")

    response = client.post("/v1/predict", json={"rows": [row]})

    assert response.status_code == 500
    assert "secret" not in response.text
    assert response.json()["request_id"] == response.headers["x-request-id"]
