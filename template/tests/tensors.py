"""Rows as the tensors that the model takes, and back: features fill the inputs in their order."""

import math
import struct
from collections.abc import Iterator
from itertools import islice
from typing import Any

Row = dict[str, Any]
Contract = dict[str, Any]
Tensor = dict[str, Any]

NULL = "\0"
"""A null among strings; among numbers it is NaN."""

FORMATS = {"BOOL": "?", "FP16": "e", "FP32": "f", "FP64": "d"} | {
    f"{sign}INT{bits}": code if sign else code.lower()
    for bits, code in ((8, "B"), (16, "H"), (32, "I"), (64, "Q"))
    for sign in ("U", "")
}
KINDS = {"boolean": bool, "integer": int, "number": float, "string": str}


def filling(contract: Contract) -> Iterator[tuple[Tensor, list[dict[str, Any]]]]:
    """Yield each input with the features that fill it: one with an array, or columns of values."""
    features = iter(contract["features"])
    for spec in contract["inputs"]:
        first = next(features)
        width = 1 if first.get("shape") else math.prod(spec["shape"][1:])
        yield spec, [first, *islice(features, width - 1)]


def to_tensors(contract: Contract, rows: list[Row]) -> list[Tensor]:
    """Return *rows*, whose arrays are of the same shapes, as v2 tensors with flat data."""
    return [
        {
            "name": spec["name"],
            "datatype": spec["datatype"],
            "shape": [len(rows), *_shape(spec, features, rows[0])],
            "data": [
                _element(value, spec["datatype"])
                for row in rows
                for feature in features
                for value in flat(row[feature["name"]])
            ],
        }
        for spec, features in filling(contract)
    ]


def to_rows(contract: Contract, tensors: list[Tensor]) -> list[Row]:
    """Return the rows that *tensors* hold."""
    given = {each["name"]: each for each in tensors}
    rows: list[Row] = [{} for _ in range(tensors[0]["shape"][0])]
    for spec, features in filling(contract):
        values, inner = iter(given[spec["name"]]["data"]), given[spec["name"]]["shape"][1:]
        for row in rows:
            for feature in features:
                shape = inner if feature.get("shape") else []
                row[feature["name"]] = _nested(values, shape, feature["type"])
    return rows


def flat(value: Any) -> Iterator[Any]:
    """Yield the values of a nested list, or the one that is none."""
    if isinstance(value, list):
        for each in value:
            yield from flat(each)
    else:
        yield value


def to_bytes(tensor: Tensor) -> bytes:
    """Return the data of *tensor* as the binary extension of the protocol has it."""
    data = tensor["data"]
    if tensor["datatype"] == "BYTES":
        texts = [text.encode() for text in data]
        return b"".join(struct.pack("<I", len(text)) + text for text in texts)
    return struct.pack(f"<{len(data)}{FORMATS[tensor['datatype']]}", *data)


def from_bytes(datatype: str, raw: bytes) -> list[Any]:
    """Return the numbers of a tensor."""
    return [value for (value,) in struct.iter_unpack(f"<{FORMATS[datatype]}", raw)]


def _shape(spec: Tensor, features: list[dict[str, Any]], row: Row) -> list[int]:
    if not features[0].get("shape"):
        return list(spec["shape"][1:])
    shape, value = [], row[features[0]["name"]]
    while isinstance(value, list):
        shape.append(len(value))
        value = value[0] if value else None
    return shape


def _element(value: Any, datatype: str) -> Any:
    if value is None:
        return NULL if datatype == "BYTES" else math.nan
    kind = {"BYTES": str, "BOOL": bool}.get(datatype, float if datatype[:2] == "FP" else int)
    return kind(value)


def _nested(values: Iterator[Any], shape: list[int], kind: str) -> Any:
    if shape:
        return [_nested(values, shape[1:], kind) for _ in range(shape[0])]
    value = next(values)
    missing = value is None or value == NULL or (isinstance(value, float) and math.isnan(value))
    return None if missing else KINDS[kind](value)
