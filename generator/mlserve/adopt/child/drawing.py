"""Rows drawn from what is known of the columns, where there are no real ones; the same in each run."""

import numpy as np

from .columns import Array, Column, Rows

SEED = 0
_ANY_LENGTH = 16
_MAX_TOKEN = 100


def draw(columns: list[Column], count: int) -> Rows:
    """Return *count* rows: categories from encoders, numbers between bounds or around a scaler's mean, else normal."""
    random = np.random.default_rng(SEED)
    return {column.name: _values(column, count, random) for column in columns}


def _values(column: Column, count: int, random: np.random.Generator) -> Array:
    if column.shape:
        return _arrays(column, count, random)
    if column.categories:
        values = np.empty(count, object)
        values[:] = [column.categories[index] for index in random.integers(len(column.categories), size=count)]
        return values if column.is_text else values.astype(np.float64)
    if column.is_text:
        words = np.empty(count, object)
        words[:] = [" ".join(random.choice(["a", "b", "c", "d", "e"], 3)) for _ in range(count)]
        return words
    if column.type == "boolean":
        return random.random(count) < 0.5  # noqa: PLR2004
    numbers = _rounded(_numbers(column, count, random))
    return np.round(numbers).astype(np.int64) if column.type == "integer" else numbers


def _numbers(column: Column, count: int, random: np.random.Generator) -> Array:
    if column.centre is not None and column.scale:
        return random.normal(column.centre, column.scale, count)
    if column.low is not None and column.high is not None:
        return random.uniform(column.low, column.high, count)
    return random.normal(column.centre or 0.0, 1.0, count)


def _rounded(numbers: Array) -> Array:
    """Return *numbers* with about five digits: an example is there to be read."""
    largest = float(np.abs(numbers).max())
    return np.round(numbers, 4 - int(np.floor(np.log10(largest)))) if largest else numbers


def _arrays(column: Column, count: int, random: np.random.Generator) -> Array:
    shape = [count, *(size if size > 0 else _ANY_LENGTH for size in column.shape)]
    if column.type == "integer":
        if "mask" in column.name:
            return np.ones(shape, np.int64)
        return random.integers(0, 2 if "type" in column.name else _MAX_TOKEN, shape)
    if column.type == "boolean":
        return random.random(shape) < 0.5  # noqa: PLR2004
    if column.is_text:
        return random.choice(np.array(["a", "b", "c"], dtype=object), shape)
    return np.round(random.random(shape), 2)
