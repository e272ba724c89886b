"""Rows near those of a sample, where two forms of a model might part: values between two that were seen.

A tree splits halfway between two values of its training data. A value of today may lie exactly there, and which branch
it takes is then decided by the last digit, which FP32 and FP64 round differently. So where all values of a column lie
on a grid (whole numbers, cents), each point of it is tried.
"""

import numpy as np

from .columns import Array, Column, Rows, height

COUNT = 2000
MAX_POINTS = 20_000
MAX_GRIDS = 50_000
SEED = 0
_DECIMALS = 7
_NULLS = 0.05


def probe(columns: list[Column], rows: Rows) -> Rows:
    """Return rows whose values are those of *rows*, mixed anew, and between them."""
    random = np.random.default_rng(SEED)
    grids = {column.name: grid for column in columns if (grid := _grid(column, rows[column.name])) is not None}
    count = COUNT + min(MAX_GRIDS, sum(map(len, grids.values())))
    probed = {column.name: _values(column, rows[column.name], count, random) for column in columns}
    start = COUNT
    for name, grid in grids.items():
        end = min(start + len(grid), count)
        probed[name][start:end] = grid[: end - start]
        start = end
    return probed


def _grid(column: Column, seen: Array) -> Array | None:
    """Return each value that a column of numbers may have between those that were *seen*, if these are not many."""
    known = _known(column, seen)
    decimals = _decimals(known) if known is not None else None
    if known is None or decimals is None:
        return None
    step = 10.0**-decimals
    points = round((known[-1] - known[0]) / step) + 1
    return np.round(known[0] + np.arange(points) * step, decimals) if points <= MAX_POINTS else None


def _known(column: Column, seen: Array) -> Array | None:
    if column.shape or column.type not in {"number", "integer"} or column.categories:
        return None
    known = np.unique(seen[np.isfinite(seen.astype(np.float64))])
    return known if len(known) > 1 else None


def _decimals(known: Array) -> int | None:
    """Return with how many digits after the point all values are written; None if with many."""
    return next((digits for digits in range(_DECIMALS) if np.allclose(known, np.round(known, digits), 1e-12, 0)), None)


def _values(column: Column, seen: Array, count: int, random: np.random.Generator) -> Array:
    mixed = seen[random.integers(len(seen), size=count)]
    known = _known(column, seen)
    if known is None:
        return mixed
    values = np.where(random.random(count) < 0.5, mixed, _between(known, count, random))  # noqa: PLR2004
    if seen.dtype.kind == "i":
        return np.round(values).astype(seen.dtype)
    return np.where(random.random(count) < _NULLS, np.nan, values) if column.nullable else values


def _between(known: Array, count: int, random: np.random.Generator) -> Array:
    """Return values that are halfway between two neighbours, or anywhere on the grid on which all of them are."""
    index = random.integers(len(known) - 1, size=count)
    halfway = (known[index] + known[index + 1]) / 2
    anywhere = random.uniform(known[0], known[-1], count)
    values = np.where(random.random(count) < 0.5, halfway, anywhere)  # noqa: PLR2004
    decimals = _decimals(known)
    return values if decimals is None else np.round(values, decimals)


def is_useful(rows: Rows) -> bool:
    """Say whether *rows* are a table, and small enough that as many again cost nothing."""
    return height(rows) > 0 and all(values.ndim == 1 for values in rows.values())
