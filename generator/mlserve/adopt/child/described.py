"""Describe columns and rows as JSON values: features, ranges, histograms, golden samples."""

from typing import Any

import numpy as np

from .columns import Array, Column, Rows, height, taken
from .histogram import histogram
from .tensors import DTYPES, Spec, datatype_of

GOLDEN_ROWS = 8
_GOLDEN_VALUES = 200_000


def golden_rows(rows: Rows) -> Rows | None:
    """Return up to eight rows without nulls, from all over the sample; None where there are none."""
    whole = np.ones(height(rows), bool)
    for values in rows.values():
        if values.dtype.kind == "f":
            whole &= np.isfinite(values).reshape(len(values), -1).all(axis=1)
        elif values.dtype.kind == "O":
            flat = values.reshape(len(values), -1)
            whole &= np.array([all(value is not None for value in row) for row in flat.tolist()], dtype=bool)
    found = np.flatnonzero(whole)
    if not len(found):
        return None
    width = sum(int(np.prod(values.shape[1:])) for values in rows.values())
    count = min(len(found), GOLDEN_ROWS, max(1, _GOLDEN_VALUES // max(1, width)))
    return taken(rows, found[np.linspace(0, len(found) - 1, count).astype(int)])


def golden(arrays: dict[str, Array]) -> list[dict[str, Any]]:
    """Return tensors as a manifest keeps them: flat, row-major."""
    return [
        {
            "name": name,
            "datatype": datatype_of(array),
            "shape": list(array.shape),
            "data": [str(value) for value in array.reshape(-1)]
            if array.dtype.kind in "OUS"
            else array.reshape(-1).tolist(),
        }
        for name, array in arrays.items()
    ]


def features(columns: list[Column], example: Rows, *, seen: bool) -> list[dict[str, Any]]:
    """Return each column as a feature: ranges only where rows were *seen*."""
    described = []
    for column in columns:
        is_number = not column.shape and column.type in {"number", "integer"} and not column.categories
        has_range = seen and is_number and column.low is not None
        described.append(
            {
                "name": column.name,
                "type": column.type or "number",
                "shape": column.shape,
                "nullable": column.nullable,
                "range": [column.low, column.high] if has_range else None,
                "categories": column.categories,
                "example": plain(example[column.name][0], column.type),
            }
        )
    return described


def plain(value: Any, kind: str) -> Any:
    """Return one value of a row as JSON: a scalar or nested lists."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if kind == "string":
        return str(value)
    if kind == "boolean":
        return bool(value)
    return int(value) if kind == "integer" else float(value)


def spread(columns: list[Column], rows: Rows, inputs: list[Spec]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the ranges and the histograms of all columns of single numbers, as the model gets them."""
    ranges, counted = {}, {}
    narrow = np.float32 if all(spec.datatype in {"FP32", "BYTES"} for spec in inputs) else np.float64
    for column in columns:
        if column.shape or column.type not in {"number", "integer"}:
            continue
        values = rows[column.name].astype(np.float64)
        values = values[np.isfinite(values)].astype(narrow)
        if len(values):
            ranges[column.name] = [float(values.min()), float(values.max())]
            counted[column.name] = histogram(values)
    return ranges, counted


def outputs(answers: dict[str, Array], declared: list[Spec] | None) -> list[Spec]:
    """Return the outputs as they are, with -1 where a model says that a size may change."""
    known = {spec.name: spec for spec in declared or []}
    specs = []
    for name, array in answers.items():
        shape = [-1, *array.shape[1:]]
        said = known.get(name)
        if said and len(said.shape) == len(shape) and name not in {"label", "probabilities", "value"}:
            shape = said.shape
        specs.append(Spec(name, datatype_of(array), shape))
    return specs


def is_finite(arrays: dict[str, Array]) -> bool:
    """Say whether all numbers are finite."""
    return all(
        np.isfinite(array).all()
        for array in arrays.values()
        if array.dtype in DTYPES.values() and array.dtype.kind == "f"
    )
