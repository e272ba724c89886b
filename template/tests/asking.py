"""The ways to ask: the model itself, and the service server."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from .processes import Serving, run
from .rows import anything, golden
from .serving import ML
from .tensors import Contract, Row, Tensor, flat

REFERENCE = Path(__file__).with_name("reference.py")
Values = dict[str, list[Any]]
KINDS: dict[str, Callable[[Path, Contract], list[Row]]] = {
    "golden samples": golden,
    "valid rows at random": anything,
}


def directly(models_dir: Path, tensors: list[Tensor]) -> Values:
    """Ask the model itself, in a process without a server."""
    answer: Values = json.loads(_reference(models_dir, json.dumps(tensors)))
    return answer


@cache
def _reference(models_dir: Path, tensors: str) -> str:
    return run(ML, REFERENCE, models_dir, text=tensors)


def over_v1(server: Serving, contract: Contract, rows: list[Row]) -> Values:
    """Ask the service server for *rows*; return the values of each output, flat."""
    response = server.post("/v1/predict", json={"rows": rows})
    predictions = response.raise_for_status().json()["predictions"]
    answers = {name: list(flat([each[name] for each in predictions])) for name in predictions[0]}
    if "probabilities" in answers:
        answers["probabilities"] = [
            row[str(label)] for row in answers["probabilities"] for label in contract["classes"]
        ]
    return answers


def like(value: Any) -> Any:
    """Return what equals *value*, but for rounding: sums depend on how rows are batched."""
    if isinstance(value, dict):
        return {name: like(each) for name, each in value.items()}
    if isinstance(value, list):
        return [like(each) for each in value]
    return pytest.approx(value, rel=1e-5, abs=1e-6) if isinstance(value, float) else value
