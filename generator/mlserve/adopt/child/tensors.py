"""Rows as the tensors of the Open Inference Protocol v2, filled in the order that the contract prescribes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .columns import Array, Column, Rows
from .refused import Refused

NULL = "\u0000"
"""Stands for a null among strings."""

DTYPES: dict[str, Any] = {
    "BOOL": np.dtype(np.bool_),
    "UINT8": np.dtype(np.uint8),
    "UINT16": np.dtype(np.uint16),
    "UINT32": np.dtype(np.uint32),
    "UINT64": np.dtype(np.uint64),
    "INT8": np.dtype(np.int8),
    "INT16": np.dtype(np.int16),
    "INT32": np.dtype(np.int32),
    "INT64": np.dtype(np.int64),
    "FP16": np.dtype(np.float16),
    "FP32": np.dtype(np.float32),
    "FP64": np.dtype(np.float64),
    "BYTES": np.dtype(np.object_),
}
_DATATYPES = {dtype: datatype for datatype, dtype in DTYPES.items()}


@dataclass(frozen=True)
class Spec:
    """A tensor: -1 in the shape is any number, of rows first."""

    name: str
    datatype: str
    shape: list[int]

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {"name": self.name, "datatype": self.datatype, "shape": list(self.shape)}


def datatype_of(array: Array) -> str:
    """Return the v2 datatype of *array*.

    Raises:
        Refused: the protocol has no name for its dtype.
    """
    if array.dtype.kind in "OUST":
        return "BYTES"
    if array.dtype not in _DATATYPES:
        raise Refused("unsupported", f"the model answers with {array.dtype}, for which the v2 protocol has no datatype")
    return _DATATYPES[array.dtype]


def matrix(name: str, datatype: str, columns: list[Column]) -> list[Spec]:
    """Return one input with all columns side by side."""
    return [Spec(name, datatype, [-1, len(columns)])]


def fill(inputs: list[Spec], columns: list[Column]) -> list[list[Column]]:
    """Say which columns fill each input: all are used up, in their order."""
    left = list(columns)
    filled = []
    for spec in inputs:
        inner = spec.shape[1:]
        count = 1 if left and left[0].shape else (inner[0] if inner else 1)
        filled.append(left[:count])
        del left[:count]
    if left or not all(filled):
        raise Refused("unsupported", f"the inputs {[spec.name for spec in inputs]} do not take {len(columns)} features")
    return filled


def encode(rows: Rows, inputs: list[Spec], columns: list[Column]) -> dict[str, Array]:
    """Return *rows* as the tensors *inputs*."""
    tensors = {}
    for spec, parts in zip(inputs, fill(inputs, columns), strict=True):
        values = [_cast(rows[column.name], spec) for column in parts]
        if parts[0].shape:
            tensors[spec.name] = values[0]
        elif len(spec.shape) == 1:
            tensors[spec.name] = values[0].reshape(-1)
        else:
            tensors[spec.name] = np.stack(values, axis=1)
    return tensors


def nullable(inputs: list[Spec], columns: list[Column]) -> list[str]:
    """Return the names of the inputs in which nulls may stand."""
    pairs = zip(inputs, fill(inputs, columns), strict=True)
    return [spec.name for spec, parts in pairs if any(column.nullable for column in parts)]


def _cast(values: Array, spec: Spec) -> Array:
    if spec.datatype == "BYTES":
        flat = [NULL if value is None or value != value else str(value) for value in values.reshape(-1).tolist()]  # noqa: PLR0124
        array = np.empty(len(flat), dtype=np.object_)
        array[:] = flat
        return array.reshape(values.shape)
    dtype = DTYPES[spec.datatype]
    try:
        with np.errstate(all="ignore"):
            if dtype.kind in "iub" and values.dtype.kind in "fO":
                numbers = np.asarray(values, np.float64)
                if not np.isfinite(numbers).all() or (numbers != np.trunc(numbers)).any():
                    raise Refused(
                        "sample",
                        f"input {spec.name!r} takes {spec.datatype}, but the sample has nulls or fractions there",
                    )
            return np.ascontiguousarray(values).astype(dtype)
    except (TypeError, ValueError) as error:
        raise Refused(
            "sample", f"input {spec.name!r} takes {spec.datatype}, not what the sample has: {error}"
        ) from error
