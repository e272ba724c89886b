"""Rows to ask for, and the ways to ask: the model itself, and the service server."""

import json
import random
import struct
from functools import cache
from pathlib import Path
from typing import Any

from .processes import Serving, run
from .serving import ML

ROWS = 1000
REFERENCE = Path(__file__).with_name("reference.py")
Values = dict[str, list[Any]]
GOLDEN = "golden samples"
KINDS = [GOLDEN, "1,000 valid rows at random"]


def tensor(models_dir: Path, contract: dict[str, Any], rows: str) -> dict[str, Any]:
    """Return the one tensor that the model takes: its golden samples, or any valid *rows*."""
    return matrix(contract, golden(models_dir) if rows == GOLDEN else anything(contract))


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
    answer: Values = json.loads(_reference(models_dir, json.dumps([tensor])))
    return answer


@cache
def _reference(models_dir: Path, tensors: str) -> str:
    return run(ML, REFERENCE, models_dir, text=tensors)


def over_v1(server: Serving, contract: dict[str, Any], tensor: dict[str, Any]) -> Values:
    names = [feature["name"] for feature in contract["features"]]
    values = iter(tensor["data"])
    rows = [dict(zip(names, row, strict=True)) for row in zip(*[values] * len(names), strict=True)]
    response = server.post("/v1/predict", json={"rows": rows})
    predictions = response.raise_for_status().json()["predictions"]
    answers = {name: [each[name] for each in predictions] for name in predictions[0]}
    if "probabilities" in answers:
        answers["probabilities"] = [
            row[label] for row in answers["probabilities"] for label in contract["classes"]
        ]
    return answers
