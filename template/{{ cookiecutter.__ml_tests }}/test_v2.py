"""The ML server: the Open Inference Protocol v2, spoken strictly."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.ml.manifest import Manifest
from {{ cookiecutter.package_name }}.ml.server.app import (
    create_app,
)
from {{ cookiecutter.package_name }}.ml.settings import MLSettings

from .asking import infer


def test_the_golden_samples_get_the_golden_answers(
    client: TestClient, manifest: Manifest, body: dict[str, Any]
) -> None:
    status, answer = infer(client, manifest, body)

    assert status == 200
    assert answer["id"] == "42"
    assert (answer["model_name"], answer["model_version"]) == (manifest.name, manifest.version)
    assert answer["outputs"] == [sample.model_dump() for sample in manifest.golden.outputs]


def test_nested_data_means_the_same_as_flat_data(
    client: TestClient, manifest: Manifest, body: dict[str, Any]
) -> None:
    _, flat = infer(client, manifest, body)
    tensor = body["inputs"][0]
    width = tensor["shape"][1]
    rows = range(0, len(tensor["data"]), width)
    tensor["data"] = [tensor["data"][start : start + width] for start in rows]

    assert infer(client, manifest, body) == (200, flat)


def test_the_outputs_asked_for_are_given_in_that_order(
    client: TestClient, manifest: Manifest, body: dict[str, Any]
) -> None:
    names = [spec.name for spec in manifest.signature.outputs]
    for wanted in (names[-1:], names[::-1]):
        outputs = [{"name": name} for name in wanted]

        _, answer = infer(client, manifest, {**body, "outputs": outputs})

        assert [output["name"] for output in answer["outputs"]] == wanted


def test_where_no_output_is_named_all_are_given(
    client: TestClient, manifest: Manifest, body: dict[str, Any]
) -> None:
    assert infer(client, manifest, {**body, "outputs": []}) == infer(client, manifest, body)


def test_parameters_that_are_not_known_are_ignored(
    client: TestClient, manifest: Manifest, body: dict[str, Any]
) -> None:
    expected = infer(client, manifest, body)
    unknown = {"parameters": {"priority": 1, "sequence_id": "a"}}
    body["inputs"][0].update(unknown)
    outputs = [{"name": spec.name, **unknown} for spec in manifest.signature.outputs]

    assert infer(client, manifest, {**body, **unknown, "outputs": outputs}) == expected


def test_what_the_clients_of_kserve_and_triton_send_is_understood(
    client: TestClient, manifest: Manifest, body: dict[str, Any]
) -> None:
    expected = infer(client, manifest, body)
    content = json.dumps({**body, "model_name": manifest.name, "parameters": None})
    url = f"/v2/models/{manifest.name}/infer"

    for headers in ({}, {"content-type": "application/octet-stream"}):
        response = client.post(url, content=content, headers=headers)

        assert (response.status_code, response.json()) == expected


def test_metadata_is_the_signature(client: TestClient, manifest: Manifest) -> None:
    for path in (f"/v2/models/{manifest.name}", f"/v2/models/{manifest.name}/versions/1"):
        metadata = client.get(path).json()

        assert metadata["versions"] == [manifest.version]
        assert metadata["inputs"] == [spec.model_dump() for spec in manifest.signature.inputs]
        assert metadata["outputs"] == [spec.model_dump() for spec in manifest.signature.outputs]
        assert client.get(f"{path}/ready").json() == {"name": manifest.name, "ready": True}


def test_server_and_health_answer(client: TestClient) -> None:
    assert client.get("/v2").json()["extensions"] == ["binary_tensor_data"]
    assert client.get("/v2/health/live").json() == {"live": True}
    assert client.get("/v2/health/ready").json() == {"ready": True}


@pytest.mark.parametrize(
    "path", ["nope", "nope/infer", "{name}/versions/99", "{name}/versions/9/infer"]
)
def test_an_unknown_model_or_version_is_not_found(
    client: TestClient, manifest: Manifest, path: str
) -> None:
    method = "POST" if path.endswith("infer") else "GET"

    response = client.request(method, f"/v2/models/{path.format(name=manifest.name)}")

    assert response.status_code == 404
    assert manifest.name in response.json()["error"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"name": "other"}, "takes the inputs ['features'], not ['other']"),
        ({"datatype": "FP64"}, "datatype FP32, not FP64"),
        ({"datatype": "FLOAT"}, "datatype"),
        ({"shape": [8]}, "its shape says 8 values, there are"),
        ({"shape": [2**63]}, "less than"),
        ({"shape": [1] * 65}, "at most 64"),
        ({"shape": [0, 2**40, 2**40, 2**40], "data": []}, "shape"),
        ({"shape": [-8, 1]}, "greater than or equal to 0"),
        ({"shape": []}, "at least 1"),
        ({"shape": [0, 1], "data": []}, "shape"),
        ({"data": [1]}, "there are 1"),
        ({"data": None}, "either data or"),
        ({"data": [[1], 2]}, "mixes"),
        ({"extra": 1}, "Extra inputs"),
    ],
)
def test_a_wrong_tensor_is_refused_with_the_reason(
    client: TestClient,
    manifest: Manifest,
    body: dict[str, Any],
    change: dict[str, Any],
    complaint: str,
) -> None:
    body["inputs"][0].update(change)

    status, answer = infer(client, manifest, body)

    assert status == 400
    assert complaint in answer["error"]


@pytest.mark.parametrize("value", [True, "1", None, 1e300, float("nan"), float("inf"), {}])
def test_a_wrong_value_is_refused(
    client: TestClient, manifest: Manifest, body: dict[str, Any], value: object
) -> None:
    body["inputs"][0]["data"][3] = value

    response = client.post(
        f"/v2/models/{manifest.name}/infer",
        content=json.dumps(body),
        headers={"content-type": "application/json"},
    )

    assert response.status_code == 400
    assert "features" in response.json()["error"]


def test_an_unknown_output_is_refused(
    client: TestClient, manifest: Manifest, body: dict[str, Any]
) -> None:
    status, answer = infer(client, manifest, {**body, "outputs": [{"name": "other"}]})

    assert (status, answer["status"]) == (400, 400)
    assert "not ['other']" in answer["error"]


@pytest.mark.parametrize(
    "headers", [{"content-type": "text/plain"}, {"content-encoding": "gzip"}], ids=str
)
def test_a_body_of_another_kind_is_refused(
    client: TestClient, manifest: Manifest, headers: dict[str, str]
) -> None:
    response = client.post(f"/v2/models/{manifest.name}/infer", content=b"{}", headers=headers)

    assert response.status_code == 415
    assert "The body must" in response.json()["error"]


def test_a_server_without_an_artifact_is_live_but_not_ready(tmp_path: Path) -> None:
    with TestClient(create_app(MLSettings(models_dir=tmp_path))) as client:
        deadline = time.monotonic() + 10
        while "still being loaded" in (ready := client.get("/v2/health/ready")).json()["detail"]:
            assert time.monotonic() < deadline
            time.sleep(0.01)

        assert client.get("/v2/health/live").status_code == 200
        assert client.get("/openapi.json").status_code == 200
    assert ready.status_code == 503
    assert "no artifact" in ready.json()["detail"]
