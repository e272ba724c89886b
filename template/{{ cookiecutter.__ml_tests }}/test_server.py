"""The ML server around the protocol: deadlines, errors, docs, metrics."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.ml.engine import Engine
from {{ cookiecutter.package_name }}.ml.manifest import Manifest
from {{ cookiecutter.package_name }}.ml.settings import MLSettings

from .asking import client_of, infer

PROBLEM = "application/problem+json"


def test_a_request_that_may_not_take_long_enough_is_given_up(
    models_dir: Path, manifest: Manifest, body: dict[str, Any]
) -> None:
    to_a_thread = MLSettings(models_dir=models_dir, max_batch_rows=1)
    with client_of(to_a_thread) as client:
        late, answer = infer(client, manifest, {**body, "parameters": {"timeout": 1}})
        in_time, _ = infer(client, manifest, {**body, "parameters": {"timeout": 10**30}})

    assert (late, answer["error"]) == (504, "The deadline passed.")
    assert in_time == 200


def test_no_request_may_take_longer_than_the_server_allows(
    models_dir: Path, manifest: Manifest, body: dict[str, Any]
) -> None:
    settings = MLSettings(models_dir=models_dir, max_batch_rows=1, timeout_seconds=1e-6)
    with client_of(settings) as client:
        status, _ = infer(client, manifest, {**body, "parameters": {"timeout": 60_000_000}})

    assert status == 504


@pytest.mark.parametrize("timeout", [0, -1, 1.5, "1", True])
def test_a_deadline_that_is_not_a_time_is_refused(
    client: TestClient, manifest: Manifest, body: dict[str, Any], timeout: object
) -> None:
    status, answer = infer(client, manifest, {**body, "parameters": {"timeout": timeout}})

    assert status == 400
    assert "/parameters/timeout" in answer["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/no/such/page", 404), ("DELETE", "/v2", 405), ("GET", "/v2/", 404)],
)
def test_every_error_is_a_problem(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)

    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM
    assert response.json()["status"] == status
    assert response.json()["error"] == response.json()["detail"]


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_refused(
    *, client: TestClient, manifest: Manifest, declared: bool
) -> None:
    whole = b" " * 100_001
    content = whole if declared else iter([whole[:50_000], whole[50_000:]])

    response = client.post(f"/v2/models/{manifest.name}/infer", content=content)

    assert (response.status_code, response.headers["content-type"]) == (413, PROBLEM)
    assert "larger than 100000 bytes" in response.json()["error"]


def test_a_failure_tells_the_caller_nothing_of_its_reasons_and_the_log_everything(
    client: TestClient,
    manifest: Manifest,
    body: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Engine, "predict", broken)

    status, answer = infer(client, manifest, body)

    assert status == 500
    assert "secret" not in str(answer)
    assert "RuntimeError: secret" in caplog.text


def test_requests_batches_and_the_queue_are_counted(
    client: TestClient, manifest: Manifest, body: dict[str, Any]
) -> None:
    infer(client, manifest, body)

    lines = client.get("/metrics").text.splitlines()

    assert any("http_requests_total" in line and 'status="200"' in line for line in lines)
    assert any(line.startswith("model_batch_rows_sum") and line[-3:] != "0.0" for line in lines)
    assert "model_queue_rows 0.0" in lines


def test_the_root_leads_to_the_docs(client: TestClient) -> None:
    response = client.get("/")

    assert response.url.path == "/docs"
    assert "swagger" in response.text.lower()


def test_the_example_in_the_docs_is_what_they_describe_and_is_accepted(
    client: TestClient, manifest: Manifest
) -> None:
    document = client.get("/openapi.json").json()
    infers = [path for path in document["paths"] if path.endswith("/infer")]
    for path in infers:
        content = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        (tensor,) = content["example"]["inputs"]
        (described,) = content["schema"]["properties"]["inputs"]["prefixItems"]
        url = path.format(name=manifest.name, version=manifest.version)

        assert tensor["shape"] == described["properties"]["shape"]["const"]
        assert len(tensor["data"]) == described["properties"]["data"]["minItems"]
        assert client.post(url, json=content["example"]).status_code == 200
    assert len(infers) == 2


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

    assert media_types == {PROBLEM}
    assert "HTTPValidationError" not in str(document)
