"""Ask the ML server as a client would, in JSON or with raw bytes behind it."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.ml.manifest import Manifest
from {{ cookiecutter.package_name }}.ml.model import golden_inputs
from {{ cookiecutter.package_name }}.ml.server.app import (
    create_app,
)
from {{ cookiecutter.package_name }}.ml.settings import MLSettings

LENGTH = "Inference-Header-Content-Length"
OCTETS = "application/octet-stream"


@contextmanager
def client_of(settings: MLSettings) -> Iterator[TestClient]:
    """Give a client of an app whose model is loaded."""
    with TestClient(create_app(settings)) as client:
        deadline = time.monotonic() + 10
        while client.get("/v2/health/ready").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        yield client


def infer(client: TestClient, manifest: Manifest, body: object) -> tuple[int, dict[str, Any]]:
    """Post *body* as JSON; return the status and the JSON of the answer."""
    response = client.post(f"/v2/models/{manifest.name}/infer", json=body)
    answer: dict[str, Any] = response.json()
    return response.status_code, answer


def with_bytes(head: object, *raw: bytes) -> tuple[bytes, dict[str, str]]:
    """Return the body and the headers of a request with *raw* behind its JSON."""
    text = json.dumps(head).encode()
    return b"".join([text, *raw]), {LENGTH: str(len(text)), "Content-Type": OCTETS}


def split(content: bytes, length: str) -> tuple[dict[str, Any], bytes]:
    """Return the JSON of a body, and what follows."""
    head: dict[str, Any] = json.loads(content[: int(length)])
    return head, content[int(length) :]


def golden(manifest: Manifest) -> tuple[dict[str, Any], bytes]:
    """Return the golden samples as a request that has and wants raw bytes: its JSON, its bytes."""
    ((name, array),) = golden_inputs(manifest.golden).items()
    raw = array.tobytes()
    tensor = {
        "name": name,
        "datatype": "FP32",
        "shape": list(array.shape),
        "parameters": {"binary_data_size": len(raw)},
    }
    return {"inputs": [tensor], "parameters": {"binary_data_output": True}}, raw
