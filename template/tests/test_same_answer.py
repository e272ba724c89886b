"""The same input gets the same answer, whichever way it goes."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from {{ cookiecutter.package_name }}.ml.manifest import find
from {{ cookiecutter.package_name }}.ml.model import (
    Model,
    golden_inputs,
    load,
)

from .serving import Serving


@pytest.fixture(scope="module")
def model(models_dir: Path) -> Model:
    return load(find(models_dir))


def over_v1(server: Serving, model: Model) -> dict[str, list[Any]]:
    signature = model.manifest.signature
    matrix = golden_inputs(model.manifest.golden)[signature.inputs[0].name]
    rows = [dict(zip(signature.features, row, strict=True)) for row in matrix.tolist()]
    response = httpx2.post(f"{server.url}/v1/predict", json={"rows": rows})
    predictions = response.raise_for_status().json()["predictions"]
    answers = {name: [each[name] for each in predictions] for name in predictions[0]}
    if "probabilities" in answers:
        answers["probabilities"] = [
            [row[label] for label in signature.classes] for row in answers["probabilities"]
        ]
    return answers


def over_v2(server: Serving, model: Model) -> dict[str, list[Any]]:
    body = {"inputs": [sample.model_dump() for sample in model.manifest.golden.inputs]}
    url = f"{server.url}/v2/models/{model.manifest.name}/infer"
    outputs = httpx2.post(url, json=body).raise_for_status().json()["outputs"]
    return {output["name"]: output["data"] for output in outputs}


def test_model_v1_and_v2_agree_on_the_golden_samples(server: Serving, model: Model) -> None:
    direct = model.predict(golden_inputs(model.manifest.golden))
    v1, v2 = over_v1(server, model), over_v2(server, model)

    assert list(direct) == list(v1) == list(v2)
    for name, expected in direct.items():
        flat = expected.reshape(-1).tolist()
        rows = [v if isinstance(v, list) else [v] for v in v1[name]]
        assert [value for row in rows for value in row] == flat, name
        assert v2[name] == flat, name


def test_the_reference_is_what_the_manifest_promises(model: Model) -> None:
    model.check_golden()
