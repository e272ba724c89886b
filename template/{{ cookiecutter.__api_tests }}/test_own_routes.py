"""The owner's own routes are routes like all others: documented, limited, refused as they are."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from .fake import FakePredictor
from .ward import EXAMPLE, app_with_ward, ward_of


@pytest.fixture
def ward(predictor: FakePredictor) -> Iterator[TestClient]:
    """A client of a server with routes of its owner's."""
    with ward_of(predictor) as client:
        yield client


def test_an_own_route_asks_the_model_as_all_others_do(
    ward: TestClient, predictor: FakePredictor, row: dict[str, float]
) -> None:
    visited = ward.post("/v1/ward/visit", json={"patient": {"weight": 70}})
    predicted = ward.post("/v1/predict", json={"rows": [row]}).json()["predictions"]

    assert visited.json() == {**predicted[0], "about": {"weight": 70}}
    assert len(predictor.inputs) == 2
    assert predictor.inputs[0] == predictor.inputs[1]


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/ward/visit", {"patient": {"weight": "heavy"}}, "#/patient/weight"),
        ("/v1/ward/visit", {}, "#/patient"),
        ("/v1/ward/raw", {"rows": []}, "#/rows"),
    ],
)
def test_what_is_wrong_with_a_body_is_said_where_it_is(
    ward: TestClient, path: str, body: dict[str, Any], pointer: str
) -> None:
    response = ward.post(path, json=body)

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert [each["pointer"] for each in response.json()["errors"]] == [pointer]


def test_what_is_wrong_with_a_url_is_a_problem_too(ward: TestClient) -> None:
    answers = [ward.get("/v1/ward/beds/9"), ward.get("/v1/ward/beds/first")]

    assert [each.status_code for each in answers] == [404, 422]
    assert answers[0].json()["detail"] == "There is no bed 9."
    assert answers[1].json()["errors"][0]["pointer"] == "#/path/bed"


def test_errors_of_the_model_are_what_they_are_elsewhere(
    ward: TestClient, predictor: FakePredictor
) -> None:
    body: dict[str, Any] = {"patient": {}}
    statuses = {}
    for error in (ConnectionError("no artifact"), TimeoutError(), ValueError("a bug")):
        predictor.error = error
        statuses[type(error)] = ward.post("/v1/ward/visit", json=body).status_code

    assert statuses == {ConnectionError: 503, TimeoutError: 504, ValueError: 500}


@pytest.mark.parametrize("path", ["/v1/ward/visit", "/v1/ward/raw"])
def test_a_body_that_is_too_large_is_refused(ward: TestClient, path: str) -> None:
    chunks = (b" " * 1000 for _ in range(21))

    response = ward.post(path, content=chunks, headers={"content-type": "application/json"})

    assert response.status_code == 413


def test_another_method_is_refused_with_those_that_are_allowed(ward: TestClient) -> None:
    visit, bed = ward.delete("/v1/ward/visit"), ward.delete("/v1/ward/beds/1")

    assert (visit.status_code, bed.status_code) == (405, 405)
    assert "POST" in visit.headers["allow"].split(", ")
    assert "GET" in bed.headers["allow"].split(", ")


def test_a_url_of_the_template_stays_its_own(ward: TestClient) -> None:
    assert ward.get("/v1/model").json()["version"] == "7"


def test_what_an_own_router_opens_is_there_as_long_as_the_server(predictor: FakePredictor) -> None:
    app = app_with_ward(predictor)

    with TestClient(app) as client:
        assert client.get("/v1/ward/beds/1").json() == {"bed": 1}
    assert app.state.beds is None


def test_the_docs_have_it_with_its_example_and_its_errors(ward: TestClient) -> None:
    document = ward.get("/openapi.json").json()

    visit = document["paths"]["/v1/ward/visit"]["post"]
    content = visit["requestBody"]["content"]["application/json"]
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    assert content["examples"] == EXAMPLE
    assert "patient" in document["components"]["schemas"]["Visit"]["properties"]
    assert visit["responses"]["422"]["content"] == {"application/problem+json": problem}
    assert "/v1/ward/beds/{bed}" in document["paths"]
    assert "HTTPValidationError" not in str(document)
