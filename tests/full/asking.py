"""Ask a model for the same rows in every way that there is: directly, over /v1, over v2 in JSON and in bytes."""

import json
import random
import struct
import subprocess
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from full.serving import fetch

LENGTH = "Inference-Header-Content-Length"
Values = dict[str, list[Any]]


def random_rows(contract: dict[str, Any], rows: int) -> list[float]:
    """Return valid rows, flat: values that float32 can hold, within the bounds of the contract."""
    draw = random.Random(1)  # noqa: S311  (the same rows every time)
    values = [
        round(value) if feature["type"] == "integer" else value
        for _ in range(rows)
        for feature in contract["features"]
        for value in [draw.uniform(feature["minimum"], feature["maximum"])]
    ]
    return list(struct.unpack(f"<{len(values)}f", struct.pack(f"<{len(values)}f", *values)))


def tensor_of(contract: dict[str, Any], values: list[float]) -> dict[str, Any]:
    """Return the one input that the model takes, as a v2 tensor."""
    width = len(contract["features"])
    return {**contract["inputs"][0], "shape": [len(values) // width, width], "data": values}


def directly(python: Path, reference: Path, models: Path, tensor: dict[str, Any]) -> Values:
    """Ask the model in a process of its own, without a server."""
    done = subprocess.run(
        [python, reference, models], input=json.dumps([tensor]), capture_output=True, text=True, check=True
    )
    answer: Values = json.loads(done.stdout)
    return answer


def over_v1(url: str, contract: dict[str, Any], tensor: dict[str, Any]) -> Values:
    """Ask the service server at *url*."""
    names = [feature["name"] for feature in contract["features"]]
    values = iter(tensor["data"])
    rows = [dict(zip(names, row, strict=True)) for row in zip(*[values] * len(names), strict=True)]
    predictions = fetch(f"{url}/v1/predict", {"rows": rows})["predictions"]
    answers = {name: [each[name] for each in predictions] for name in predictions[0]}
    if "probabilities" in answers:
        answers["probabilities"] = [row[label] for row in answers["probabilities"] for label in contract["classes"]]
    return answers


def over_v2(url: str, contract: dict[str, Any], tensor: dict[str, Any]) -> Values:
    """Ask whatever speaks the Open Inference Protocol at *url*, in JSON."""
    outputs = fetch(f"{url}/v2/models/{contract['name']}/infer", {"inputs": [tensor]})["outputs"]
    return {output["name"]: output["data"] for output in outputs}


def over_binary_v2(url: str, contract: dict[str, Any], tensor: dict[str, Any]) -> Values:
    """Ask it with the matrix as bytes, and for all numbers as bytes."""
    data = struct.pack(f"<{len(tensor['data'])}f", *tensor["data"])
    announced = {key: tensor[key] for key in ("name", "datatype", "shape")}
    outputs = [
        {"name": each["name"], "parameters": {"binary_data": each["datatype"] != "BYTES"}}
        for each in contract["outputs"]
    ]
    inputs = [{**announced, "parameters": {"binary_data_size": len(data)}}]
    head = json.dumps({"inputs": inputs, "outputs": outputs}).encode()
    headers = {"Content-Type": "application/octet-stream", LENGTH: str(len(head))}
    request = Request(f"{url}/v2/models/{contract['name']}/infer", head + data, headers)  # noqa: S310
    with urlopen(request, timeout=10) as response:  # noqa: S310  (our own loopback server)
        length, body = int(response.headers[LENGTH]), response.read()
    raw, answers = body[length:], {}
    for output in json.loads(body[:length])["outputs"]:
        size = output.get("parameters", {}).get("binary_data_size", 0)
        part, raw = raw[:size], raw[size:]
        answers[output["name"]] = output.get("data") or list(struct.unpack(f"<{size // 4}f", part))
    return answers
