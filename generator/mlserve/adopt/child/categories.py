"""Columns whose values a booster knows by codes: a value's place in the list that it was trained with."""

from typing import Any

import numpy as np

from .columns import Array, Column, Rows
from .refused import Refused
from .tensors import NULL, Spec

Categories = dict[int, list[Any]]
"""The values of each such column, by the column's index; the place of a value is its code."""


def learn(columns: list[Column], categories: Categories, what: str) -> None:
    """Let *columns* know their values.

    Raises:
        Refused: the values of one column are of several types.
    """
    for index, values in categories.items():
        columns[index].type = _type(values)
        if not columns[index].type:
            raise Refused(
                "unsupported",
                f"{what}: the categories of {columns[index].name!r} are of several types: {values[:5]}. Way out: make "
                "them all strings, and train again",
            )
        if columns[index].type != "boolean":
            columns[index].categories = list(values)


def inputs(columns: list[Column]) -> list[Spec]:
    """Return one tensor for each column: strings for what has such categories, numbers for all else."""
    return [Spec(column.name, "BYTES" if column.is_text else "FP64", [-1, 1]) for column in columns]


def coded(tensors: dict[str, Array], columns: list[Column], categories: Categories) -> Array:
    """Return *tensors* as the matrix that the booster was trained on; a null is NaN, as is a value that it has not."""
    return np.column_stack(
        [
            _codes(tensors[column.name], categories[index]) if index in categories else tensors[column.name].reshape(-1)
            for index, column in enumerate(columns)
        ]
    )


def framed(rows: Rows, categories: Categories, dtypes: dict[int, str]) -> Any:
    """Return *rows* as a DataFrame with columns of categories, which the library itself turns into codes.

    Where it insists on the type that they had in its training, this is in *dtypes*, by the column's index.
    """
    import pandas as pd

    frame = pd.DataFrame(rows)
    for index, values in categories.items():
        name, like = frame.columns[index], type(values[0])
        given = [None if pd.isna(value) else like(value) for value in frame[name].tolist()]
        others = sorted({value for value in given if value is not None} - set(values))
        known = pd.Index([*values, *others], dtype=dtypes.get(index))
        frame[name] = pd.Categorical(given, categories=known)
    return frame


def _codes(values: Array, known: list[Any]) -> Array:
    codes = {value: float(code) for code, value in enumerate(known)}
    return np.array([np.nan if value == NULL else codes.get(value, np.nan) for value in values.reshape(-1).tolist()])


def _type(values: list[Any]) -> str:
    if all(isinstance(value, str) for value in values):
        return "string"
    if all(isinstance(value, bool) for value in values):
        return "boolean"
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return ""
    return "integer" if all(float(value).is_integer() for value in values) else "number"
