"""What a platform and a browser ask: health, the model's description, the docs."""

import json
import re
from collections import defaultdict

import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.api.contract import Contract

from .fake import FakePredictor


def test_the_server_is_live_without_a_model(client: TestClient, predictor: FakePredictor) -> None:
    predictor.error = ConnectionError("no artifact")

    assert client.get("/health/live").status_code == 200


def test_the_server_is_ready_once_its_model_is(client: TestClient) -> None:
    assert client.get("/health/ready").json()["status"] == "ready"


def test_a_server_without_a_model_says_why_it_is_not_ready(
    client: TestClient, predictor: FakePredictor
) -> None:
    predictor.error = ConnectionError("no artifact")

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["detail"] == "no artifact"


def test_a_model_that_breaks_the_contract_is_not_asked(
    client: TestClient, predictor: FakePredictor, row: dict[str, float]
) -> None:
    predictor.difference = {"features": ["weight"]}

    ready = client.get("/health/ready")
    predicted = client.post("/v1/predict", json={"rows": [row]})

    assert (ready.status_code, predicted.status_code) == (503, 503)
    assert "the model ['weight']" in ready.json()["detail"]
    assert predictor.inputs == []


def test_the_model_is_described_and_the_description_can_be_cached(
    client: TestClient, contract: Contract
) -> None:
    first = client.get("/v1/model")
    again = client.get("/v1/model", headers={"if-none-match": f'"old", {first.headers["etag"]}'})
    other = client.get("/v1/model", headers={"if-none-match": '"old"'})

    assert first.json()["version"] == "7"
    assert first.json()["features"] == contract.model_dump()["features"]
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/no/such/page", 404), ("DELETE", "/v1/predict", 405), ("GET", "/v1/predict/", 404)],
)
def test_every_error_is_a_problem(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status


def test_a_refused_method_is_told_the_allowed_ones(client: TestClient) -> None:
    assert "POST" in client.delete("/v1/predict").headers["allow"].split(", ")


def test_a_request_keeps_the_id_that_it_came_with(client: TestClient) -> None:
    request_id = "3f2504e04f8941d39a0c0305e82c3301"

    response = client.get("/health/live", headers={"x-request-id": request_id})

    assert response.headers["x-request-id"] == request_id


@pytest.mark.parametrize("request_id", ["", "not one", "3f2504e04f8941d39a0c0305e82c3301" * 9])
def test_what_is_no_id_is_replaced_by_one(client: TestClient, request_id: str) -> None:
    response = client.get("/health/live", headers={"x-request-id": request_id})

    assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])


def test_the_root_leads_to_the_docs(client: TestClient) -> None:
    response = client.get("/")

    assert response.url.path == "/docs"
    assert "swagger" in response.text.lower()


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_the_docs_need_no_other_server(client: TestClient, page: str) -> None:
    html = client.get(page).text
    assets = re.findall(r'(?:src|href)="([^"]+)"', html)

    assert assets
    for asset in assets:
        assert client.get(asset).status_code == 200, asset


def test_every_body_in_json_has_an_example_that_is_accepted(
    client: TestClient, contract: Contract
) -> None:
    document = client.get("/openapi.json").json()
    known = defaultdict(lambda: "1", name=contract.name, version="7")
    made, accepted = "", 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
                url = path.format_map(known | {"id": made})
                examples = [each["value"] for each in content.get("examples", {}).values()]
                examples += [content["example"]] if "example" in content else []
                if not examples:  # nor can one be made of JSON
                    assert not re.search(r"[/+]json$", media_type), f"{method} {path} has none"
                for example in examples:
                    body = example if isinstance(example, str) else json.dumps(example)

                    response = client.request(
                        method, url, content=body, headers={"content-type": media_type}
                    )

                    assert response.is_success, (url, response.text)
                    location = response.headers.get("location", made)
                    made = location.rpartition("/")[2]  # for the operations on what was made
                    accepted += 1
    assert accepted >= 1


def test_every_error_in_the_docs_is_a_problem(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    media_types = {
        media_type
        for operations in document["paths"].values()
        for operation in operations.values()
        for status, response in operation["responses"].items()
        if status >= "400"
        for media_type in response["content"]
    }

    assert media_types == {"application/problem+json"}
    assert "HTTPValidationError" not in str(document)
