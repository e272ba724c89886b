"""What MLflow recorded beside a model: its columns or its tensors, and rows as an example of these."""

import json
from pathlib import Path
from typing import Any

from .columns import Column
from .refused import Refused, short
from .sample import Table, of_rows
from .source import Source

_KINDS = {"f": "number", "i": "integer", "u": "integer", "b": "boolean", "s": "string"}
"""By the first letter of NumPy's name of a dtype; ``object`` is anything."""

Tensor = dict[str, Any]


def take_columns(source: Source, recorded: list[dict[str, Any]]) -> None:
    """Let the names and types of *recorded* columns stand where the model has none of its own."""
    if not recorded or len(recorded) != len(source.columns):
        return
    for column, said in zip(source.columns, recorded, strict=True):
        if not source.named:
            column.name = said["name"]
        if column.name == said["name"] and not column.type:
            column.type = said["type"]
        column.nullable = column.nullable or said["nullable"]
    source.named = True


def take_tensors(source: Source, recorded: list[Tensor], what: str) -> None:
    """Let name, type and shape of *recorded* tensors stand where the model leaves them open.

    Raises:
        Refused: the model takes others.
    """
    if not recorded:
        return
    columns = source.columns
    if len(recorded) == 1 and not any(column.shape for column in columns):
        _take_matrix(source, recorded[0], what)
        return
    named = {each["name"] or (columns[0].name if len(columns) == len(recorded) == 1 else ""): each for each in recorded}
    names = [column.name for column in columns]
    if sorted(named) != sorted(names):
        raise _misfit(what, f"the tensors {[each['name'] for each in recorded]}", f"takes {names}")
    for column in columns:
        _take_array(column, named[column.name], what)


def example(path: Path, source: Source) -> Table:
    """Return the rows at *path*: a list of them, or one for each tensor by its name.

    Raises:
        Refused: they are no such lists, or not all of one length.
    """
    names = [column.name for column in source.columns]
    single = {column.name for column in source.columns if not column.shape}
    try:
        given = json.loads(path.read_bytes())
        if isinstance(given, list) and source.columns[0].shape:
            given = {names[0]: given}
        if isinstance(given, dict) and len(given) == 1 and not source.columns[0].shape:
            (given,) = given.values()
        if isinstance(given, dict):
            given = list(zip(*(given[name] for name in names), strict=True))
        lists = [row if isinstance(row, list | tuple) else [row] for row in given]
        rows = [{name: _plain(value, name in single) for name, value in zip(names, row, strict=True)} for row in lists]
    except (TypeError, ValueError, LookupError) as error:
        raise Refused("sample", f"the input example {path} is not of the model's tensors: {short(error)}") from error
    return of_rows(path, rows)


def _plain(value: Any, single: bool) -> Any:  # noqa: FBT001  (both are of one column)
    """Return *value* of a tensor of shape (rows, 1) as the one that it is."""
    return value[0] if single and isinstance(value, list) and len(value) == 1 else value


def _take_matrix(source: Source, tensor: Tensor, what: str) -> None:
    """Take *tensor* for all columns side by side; of shape (rows, columns), or (rows,) where there is one."""
    columns, inner = source.columns, tensor["shape"][1:]
    if inner not in ([-1], [len(columns)]) and not (inner == [] and len(columns) == 1):
        raise _misfit(what, f"a tensor of shape {tensor['shape']}", f"takes {len(columns)} columns")
    if len(columns) == 1 and tensor["name"] and not source.named:
        columns[0].name, source.named = tensor["name"], True
    for column in columns:
        _take_type(column, tensor, what)


def _take_array(column: Column, tensor: Tensor, what: str) -> None:
    inner = tensor["shape"][1:]
    fits = len(inner) == len(column.shape) or (not column.shape and inner == [1])
    pairs = list(zip(column.shape, inner, strict=False))
    if not fits or any(-1 not in pair and pair[0] != pair[1] for pair in pairs):
        wanted = f"takes {column.name!r} of shape {[-1, *column.shape]}"
        raise _misfit(what, f"{column.name!r} of shape {tensor['shape']}", wanted)
    column.shape = [said if size == -1 else size for size, said in pairs]
    _take_type(column, tensor, what)


def _take_type(column: Column, tensor: Tensor, what: str) -> None:
    kind = _KINDS.get(tensor["dtype"][:1], "")
    if kind and column.type and (kind == "string") != column.is_text:
        raise _misfit(what, f"{tensor['dtype']} for {column.name!r}", f"takes {column.type} values there")
    column.type = column.type or kind


def _misfit(what: str, said: str, taken: str) -> Refused:
    return Refused(
        "unsupported",
        f"the signature in {what}/MLmodel has {said}, and the model in it {taken}: save it again with the signature of "
        "what it takes (mlflow.models.infer_signature), or without one",
    )
