"""Bring a sample and a model together: which column is which feature, of which type, with which values."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from .columns import Array, Column, Rows
from .refused import Refused
from .sample import Table
from .source import Source

MAX_CATEGORIES = 20
ROWS_PER_CATEGORY = 5


def match(source: Source, table: Table, path: Path) -> tuple[list[Column], Rows, list[str]]:
    """Return the model's columns as the sample shows them, the sample's rows in that order, and what was left out.

    Raises:
        Refused: columns are missing, doubled, of another number or of another type; or ``look`` finds no answer.
    """
    names = _names(source, table, path)
    doubled = [name for name in names if name in table.twice]
    if doubled:
        raise Refused("sample", f"{path} has several columns called {', '.join(map(repr, doubled))}: rename them")
    if source.look:
        source.look([table.columns[name] for name in names])
    left_out = [name for name in table.columns if name not in set(names)]
    notes = (
        [f"columns of the sample that the model does not use: {', '.join(map(repr, left_out[:20]))}"]
        if left_out
        else []
    )
    columns, rows = [], {}
    for known, name in zip(source.columns, names, strict=True):
        column, values = _column(known, name, table, path)
        columns.append(column)
        rows[column.name] = values
    return columns, rows, notes


def _names(source: Source, table: Table, path: Path) -> list[str]:
    """Return the sample's column for each of the model's."""
    wanted = [column.name for column in source.columns]
    present = list(table.columns)
    if all(name in table.columns for name in wanted):
        return wanted
    if not source.named:
        if len(present) == len(wanted):
            return present
        raise Refused(
            "sample",
            f"the model takes {len(wanted)} columns and does not know their names; {path} has {len(present)}: "
            f"{', '.join(map(repr, present[:12]))}. Leave only those that the model takes, in its order",
        )
    loose = {_loose(name): name for name in present}  # LightGBM writes _ for what it cannot keep in a name
    found = [name if name in table.columns else loose.get(_loose(name), "") for name in wanted]
    missing = [name for name, here in zip(wanted, found, strict=True) if not here]
    if missing:
        raise Refused(
            "sample",
            f"{path} lacks {len(missing)} of the {len(wanted)} columns that the model takes: "
            f"{', '.join(map(repr, missing[:12]))}{' …' if len(missing) > 12 else ''}; it has "  # noqa: PLR2004
            f"{', '.join(map(repr, present[:12]))}{' …' if len(present) > 12 else ''}",  # noqa: PLR2004
        )
    return found


def _loose(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _column(known: Column, name: str, table: Table, path: Path) -> tuple[Column, Array]:
    values, seen = table.columns[name], table.types[name]
    if known.shape or values.ndim > 1:
        return _tensor(replace(known, name=name), seen, values, path)
    kind = known.type or seen or "number"
    if kind == "string" and seen != "string":
        values = _as_text(values)
    elif seen == "string" and kind != "string":
        raise Refused("sample", f"{path}: the model takes numbers in {name!r}, the sample has text: {_some(values)}")
    elif kind == "number" and seen in {"integer", "boolean"}:
        kind = seen
    elif kind in {"integer", "boolean"} and seen in {"integer", "boolean", "number"}:
        values, kind = _whole(values, kind)
    nulls = _nulls(values)
    column = replace(known, name=name, type=kind, nullable=bool(nulls.any()))
    if nulls.all():
        raise Refused("sample", f"{path}: the column {name!r} has no values at all: give rows that have some")
    return _described(column, values[~nulls]), values


def _tensor(known: Column, seen: str, values: Array, path: Path) -> tuple[Column, Array]:
    shape = known.shape or [*values.shape[1:]]
    fits = len(shape) == values.ndim - 1 and all(
        size in {-1, given} for size, given in zip(shape, values.shape[1:], strict=True)
    )
    if not fits:
        raise Refused(
            "sample", f"{path}: the model takes arrays of shape {shape} in {known.name!r}, not {list(values.shape[1:])}"
        )
    return replace(known, shape=shape, type=known.type or seen), values


def _described(column: Column, values: Array) -> Column:
    if column.is_text:
        return replace(column, categories=_categories(column, set(values.tolist()), len(values)), is_open=False)
    numbers = values.astype(np.float64)
    categories = column.categories
    if categories and not set(numbers.tolist()) <= {float(value) for value in categories}:
        categories = []
    return replace(column, low=float(numbers.min()), high=float(numbers.max()), categories=categories)


def _categories(column: Column, seen: set[str], count: int) -> list[str]:
    """Return the values that are allowed: the encoder's, if the sample keeps to them; else the few that there are."""
    if column.categories:
        return column.categories if seen <= set(column.categories) else []
    if len(seen) <= MAX_CATEGORIES and count >= ROWS_PER_CATEGORY * len(seen):
        return sorted(seen)
    return []


def _nulls(values: Array) -> Array:
    if values.dtype.kind == "O":
        return np.array([value is None for value in values.tolist()], dtype=bool)
    return np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), bool)


def _as_text(values: Array) -> Array:
    texts = np.empty(len(values), object)
    texts[:] = [None if value != value else str(value) for value in values.tolist()]  # noqa: PLR0124  (NaN)
    return texts


def _whole(values: Array, kind: str) -> tuple[Array, str]:
    """Return *values* of a column that the model takes as whole; with fractions they stay what they are."""
    if values.dtype.kind == "f":
        finite = values[~np.isnan(values)]
        if (finite != np.trunc(finite)).any():
            return values, "number"
    return values, kind


def _some(values: Array) -> str:
    return ", ".join(repr(value) for value in values[:3].tolist())
