"""Valid rows, whatever the contract: the example, those of the golden samples, any others."""

import json
import math
import random
from pathlib import Path
from typing import Any

from .serving import API, PACKAGE, ROOT
from .tensors import Contract, Row, flat, to_rows

CONTRACT = API.folder / "src" / PACKAGE / "api" / "contract.json"
ROWS = 1000
VALUES = 100_000
"""That many values fit into a body as large as the server takes by default."""

NULLS = 0.1
"""The share of nulls where there may be any."""


def example_body() -> bytes:
    """Return ``example.json``, a body for ``/v1/predict``.

    Raises:
        FileNotFoundError: it comes with a model, and there is none yet.
    """
    path = ROOT / "example.json"
    if not path.exists():
        raise FileNotFoundError(f"{path}: `mlserve model sync . --model FILE` writes it")
    return path.read_bytes()


def example() -> Row:
    """Return the row of the example."""
    row: Row = json.loads(example_body())["rows"][0]
    return row


def fitting(count: int) -> int:
    """Return how many rows, up to *count*, one body may hold."""
    return max(1, min(count, VALUES // sum(1 for _ in flat([*example().values()]))))


def manifest(models_dir: Path, contract: Contract) -> dict[str, Any]:
    """Return the manifest of the version that is served: the highest."""
    found = models_dir.glob(f"{contract['name']}/*/manifest.json")
    path = max(found, key=lambda each: (each.parent.name.zfill(9), each))
    read: dict[str, Any] = json.loads(path.read_bytes())
    return read


def golden(models_dir: Path, contract: Contract) -> list[Row]:
    """Return the rows of the golden samples."""
    return to_rows(contract, manifest(models_dir, contract)["golden"]["inputs"])[: fitting(ROWS)]


def anything(models_dir: Path, contract: Contract, count: int = ROWS) -> list[Row]:
    """Return up to *count* valid rows at random, the same ones every time.

    Numbers are within the bounds, or else between those that are known; strings without a list and
    arrays are some that are known.
    """
    dice = random.Random(0)
    known = [example(), *golden(models_dir, contract)]
    return [
        {
            feature["name"]: _draw(feature, [row[feature["name"]] for row in known], dice)
            for feature in contract["features"]
        }
        for _ in range(fitting(count))
    ]


def without_nulls(rows: list[Row]) -> list[Row]:
    """Return those that JSON can say over the Open Inference Protocol, which has no NaN."""
    return [row for row in rows if None not in row.values()]


def spoiled(row: Row) -> Row:
    """Return *row* as no contract allows it."""
    return {**row, "no such feature": 0}


def _draw(feature: dict[str, Any], known: list[Any], dice: random.Random) -> Any:
    known = [value for value in known if value is not None]
    if not known or (feature.get("nullable") and dice.random() < NULLS):
        return None
    if feature.get("enum"):
        return dice.choice(feature["enum"])
    if feature.get("shape"):  # of one shape: they stand in one tensor
        return dice.choice([each for each in known if _shape(each) == _shape(known[0])])
    if feature["type"] in {"boolean", "string"}:
        return dice.choice([False, True] if feature["type"] == "boolean" else known)
    low, high = (
        each if (each := feature.get(bound)) is not None else end(known)
        for bound, end in (("minimum", min), ("maximum", max))
    )
    if feature["type"] == "integer":
        return dice.randint(math.ceil(low), math.floor(high))
    return dice.uniform(low, high)


def _shape(value: Any) -> list[int]:
    return [len(value), *_shape(value[0])] if isinstance(value, list) and value else []
