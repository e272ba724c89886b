"""Sample rows by column: values as numpy arrays, with the type that they seem to have."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from .columns import Array
from .refused import Refused, short
from .sample_files import MAX_ROWS, opened, table_of


@dataclass
class Table:
    """The rows of a sample, by column: values as numpy arrays, and the type that they seem to have."""

    columns: dict[str, Array]
    types: dict[str, str]
    rows: int
    twice: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def read(path: Path, as_text: set[str]) -> Table:
    """Read the rows at *path*; columns named in *as_text* stay text, with their leading zeros.

    Raises:
        Refused: it cannot be read, has no rows, or nested values that are no arrays of one shape.
    """
    notes: list[str] = []
    try:
        table = opened(path, as_text, notes)
    except ImportError:
        raise
    except Refused:
        raise
    except Exception as error:
        raise Refused("sample", f"the sample {path} cannot be read: {short(error)}") from error
    return _read(path, table, notes)


def of_rows(path: Path, rows: list[Any]) -> Table:
    """Return *rows*, objects or lists of the file at *path*, as ``read`` does.

    Raises:
        Refused: they have values of several types, or nested ones that are no arrays of one shape.
    """
    try:
        table = table_of(rows)
    except (TypeError, ValueError) as error:
        raise Refused("sample", f"the sample {path} cannot be read: {short(error)}") from error
    return _read(path, table, [])


def _read(path: Path, table: Any, notes: list[str]) -> Table:
    if table.num_rows > MAX_ROWS:
        notes.append(f"the sample has more rows: the first {MAX_ROWS:,} were read")
        table = table.slice(0, MAX_ROWS)
    if not table.num_rows or not table.num_columns:
        raise Refused(
            "sample", f"the sample {path} has no rows: give at least one, with the names of the columns above"
        )
    names = table.column_names
    result = Table({}, {}, table.num_rows, {name for name in names if names.count(name) > 1}, notes)
    for name, column in zip(names, table.columns, strict=True):
        result.types[name], result.columns[name] = _plain(path, name, column)
    return result


def _plain(path: Path, name: str, column: Any) -> tuple[str, Array]:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return _nested(path, name, column)
    values = column.to_pylist()
    if pa.types.is_boolean(kind):
        return "boolean", _numeric(values, np.bool_)
    if pa.types.is_integer(kind):
        return "integer", _numeric(values, np.int64)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return "" if pa.types.is_null(kind) else "number", _numeric(values, np.float64)
    texts = np.empty(len(values), object)
    texts[:] = [None if value is None else str(value) for value in values]
    return "string", texts


def _numeric(values: list[Any], dtype: Any) -> Array:
    """Return *values* as *dtype*; where there are nulls, as floats with NaN."""
    if any(value is None for value in values):
        return np.array([np.nan if value is None else float(value) for value in values])
    return np.array(values, dtype=dtype)


def _nested(path: Path, name: str, column: Any) -> tuple[str, Array]:
    values = column.to_pylist()
    try:
        array = np.array(values)
    except ValueError:
        lengths = sorted({len(value) for value in values if value is not None})
        raise Refused(
            "sample", f"{path}: the lists in {name!r} must have one length, not {lengths[:5]}: pad them"
        ) from None
    kinds = {"f": "number", "i": "integer", "u": "integer", "b": "boolean", "U": "string"}
    if array.dtype.kind not in kinds:
        raise Refused("sample", f"{path}: {name!r} holds values that are neither numbers, strings nor arrays of them")
    return kinds[array.dtype.kind], array.astype(object) if array.dtype.kind == "U" else array
