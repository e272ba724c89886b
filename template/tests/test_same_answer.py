"""The same input gets the same answer, whichever way it goes."""

import json
import random
import struct
from pathlib import Path
from typing import Any

import httpx2
import pytest

from .processes import Serving, run
from .serving import ML, v2_url

LENGTH = "Inference-Header-Content-Length"
ROWS = 1000
REFERENCE = Path(__file__).with_name("reference.py")
Values = dict[str, list[Any]]


def golden(models_dir: Path) -> list[float]:
    """Return the golden samples: the values of the matrix, row by row."""
    (manifest,) = models_dir.glob("*/*/manifest.json")
    values: list[float] = json.loads(manifest.read_bytes())["golden"]["inputs"][0]["data"]
    return values


def anything(contract: dict[str, Any]) -> list[float]:
    """Return valid rows at random: values that float32 can hold, within the contract's bounds."""
    draw = random.Random(0)  # the same rows every time
    wanted = [
        round(value) if feature["type"] == "integer" else value
        for _ in range(ROWS)
        for feature in contract["features"]
        for value in [draw.uniform(feature["minimum"], feature["maximum"])]
    ]
    return list(struct.unpack(f"<{len(wanted)}f", struct.pack(f"<{len(wanted)}f", *wanted)))


def matrix(contract: dict[str, Any], values: list[float]) -> dict[str, Any]:
    """Return the one input tensor that the model takes."""
    width = len(contract["features"])
    spec = contract["inputs"][0]
    return {**spec, "shape": [len(values) // width, width], "data": values}


def directly(models_dir: Path, tensor: dict[str, Any]) -> Values:
    """Ask the model itself, in a process without a server."""
    answer: Values = json.loads(run(ML, REFERENCE, models_dir, text=json.dumps([tensor])))
    return answer


def over_v1(server: Serving, contract: dict[str, Any], tensor: dict[str, Any]) -> Values:
    names = [feature["name"] for feature in contract["features"]]
    values = iter(tensor["data"])
    rows = [dict(zip(names, row, strict=True)) for row in zip(*[values] * len(names), strict=True)]
    response = httpx2.post(f"{server.url}/v1/predict", json={"rows": rows})
    predictions = response.raise_for_status().json()["predictions"]
    answers = {name: [each[name] for each in predictions] for name in predictions[0]}
    if "probabilities" in answers:
        answers["probabilities"] = [
            row[label] for row in answers["probabilities"] for label in contract["classes"]
        ]
    return answers


def over_v2(server: Any, contract: dict[str, Any], tensor: dict[str, Any]) -> Values:
    url = f"{v2_url(server)}/models/{contract['name']}/infer"
    response = httpx2.post(url, json={"inputs": [tensor]})
    outputs = response.raise_for_status().json()["outputs"]
    return {output["name"]: output["data"] for output in outputs}


def over_binary_v2(server: Any, contract: dict[str, Any], tensor: dict[str, Any]) -> Values:
    """Send the matrix as bytes after the JSON, and ask for all numbers back as bytes."""
    data = struct.pack(f"<{len(tensor['data'])}f", *tensor["data"])
    announced = {key: tensor[key] for key in ("name", "datatype", "shape")}
    head = json.dumps(
        {
            "inputs": [{**announced, "parameters": {"binary_data_size": len(data)}}],
            "outputs": [
                {"name": each["name"], "parameters": {"binary_data": each["datatype"] != "BYTES"}}
                for each in contract["outputs"]
            ],
        }
    ).encode()
    url = f"{v2_url(server)}/models/{contract['name']}/infer"
    headers = {"Content-Type": "application/octet-stream", LENGTH: str(len(head))}
    response = httpx2.post(url, content=head + data, headers=headers).raise_for_status()
    length = int(response.headers[LENGTH])
    raw = response.content[length:]
    answers: Values = {}
    for output in json.loads(response.content[:length])["outputs"]:
        size = output.get("parameters", {}).get("binary_data_size", 0)
        part, raw = raw[:size], raw[size:]
        answers[output["name"]] = output.get("data") or list(struct.unpack(f"<{size // 4}f", part))
    return answers


@pytest.mark.parametrize("rows", ["golden samples", "1,000 valid rows at random"])
def test_every_way_to_the_model_gives_its_own_answer(
    server: Serving, models_dir: Path, contract: dict[str, Any], rows: str
) -> None:
    values = golden(models_dir) if rows == "golden samples" else anything(contract)
    tensor = matrix(contract, values)

    reference = directly(models_dir, tensor)

    assert len(next(iter(reference.values()))) == tensor["shape"][0]
    assert over_v1(server, contract, tensor) == reference
    assert over_v2(server, contract, tensor) == reference
    assert over_binary_v2(server, contract, tensor) == reference
