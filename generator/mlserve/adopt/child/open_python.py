"""A Python file with load(path) and predict(model, batch): for all that no other format holds; only with --trust."""

from pathlib import Path
from typing import Any

import numpy as np

from .columns import Answers, Array, Column, Rows
from .python_file import copy, digest, imported, put
from .refused import Refused, short
from .source import Made, Source, Way
from .tensors import Spec, encode

_MAX_CLASSES = 20


def source(path: Path, scratch: Path) -> Source:
    """Load the model of the file (or folder with a model.py) at *path*, in a copy of it within *scratch*.

    Raises:
        Refused: load fails, or there is nothing to predict with.
    """
    folder = scratch / "python"
    names = copy(path, folder)
    module = imported(folder / "model.py", path)
    try:
        model = module.load(folder)
    except ImportError:
        raise
    except Exception as error:
        advice = (
            "put its files into a folder beside model.py, and give the folder" if path.is_file() else "see the message"
        )
        raise Refused(
            "unsupported", f"load(path) of {path} failed: {type(error).__name__}: {short(error)}. Way out: {advice}"
        ) from error
    predict = getattr(module, "predict", None)
    if predict is None and not hasattr(model, "predict"):
        raise Refused(
            "unsupported", f"{path} has no predict(model, batch), and what load returns has no predict(batch)"
        )
    classes = list(getattr(module, "CLASSES", []))

    def run(tensors: dict[str, Array]) -> Answers:
        try:
            answer = predict(model, tensors) if predict else model.predict(tensors)
        except Exception as error:
            raise Refused(
                "unsupported",
                f"predict of {path} failed: {type(error).__name__}: {short(error)}. It is given a dict: for each "
                f"column of the sample ({', '.join(list(tensors)[:12])}) an array of shape (rows,)",
            ) from error
        return _named(answer, path, len(next(iter(tensors.values()))))

    def made(columns: list[Column], _rows: Rows) -> Made:
        files = {name: digest(folder / name) for name in names if name != "model.py"}
        return Made(lambda into: put(folder, into, names), inputs(columns), run, files=files)

    return Source(
        task="",
        columns=[],
        named=False,
        classes=classes,
        libraries={},
        ask=lambda rows: run(_tensors(rows)),
        ways=[Way("python", "onnx", "model.py", made)],
        needs_sample="a Python file does not say what it takes",
    )


def inputs(columns: list[Column]) -> list[Spec]:
    """Return one tensor for each column."""
    datatypes = {"string": "BYTES", "integer": "INT64", "boolean": "BOOL"}
    specs = []
    for column in columns:
        datatype = datatypes.get(column.type, "FP64")
        if column.nullable and datatype != "BYTES":
            datatype = "FP64"
        specs.append(Spec(column.name, datatype, [-1, *column.shape]))
    return specs


def settle(answers: Answers, classes: list[Any]) -> tuple[str, list[Any]]:
    """Return the task and the classes that *answers* show.

    Raises:
        Refused: there are probabilities, and nobody says of which classes.
    """
    if "label" not in answers:
        if list(answers) != ["value"]:
            return "unknown", []
        return ("multi-output" if answers["value"].size > len(answers["value"]) else "regression"), []
    if answers["label"].ndim != 1:
        return "multi-output", []
    seen = sorted(set(answers["label"].tolist()))
    probabilities = answers.get("probabilities")
    if probabilities is not None and len(classes or seen) != probabilities.shape[-1]:
        raise Refused(
            "unsupported",
            f"predict gives {probabilities.shape[-1]} probabilities, and {len(classes or seen)} classes are known: "
            "write CLASSES = [...] into the Python file, in the order of the probabilities",
        )
    return "classification", classes or seen


def _tensors(rows: Rows) -> dict[str, Array]:
    columns = [_column_of(name, values) for name, values in rows.items()]
    return encode(rows, inputs(columns), columns)


def _column_of(name: str, values: Array) -> Column:
    kinds = {"O": "string", "i": "integer", "b": "boolean"}
    return Column(name, type=kinds.get(values.dtype.kind, "number"), shape=list(values.shape[1:]))


def _named(answer: Any, path: Path, rows: int) -> Answers:
    if isinstance(answer, dict):
        arrays = {str(name): _plain(value) for name, value in answer.items()}
    else:
        array = _plain(answer)
        few = array.dtype.kind in "iu" and len(np.unique(array)) <= _MAX_CLASSES
        arrays = {"label" if array.dtype.kind in "Ob" or few else "value": array}
    for name, array in arrays.items():
        if array.ndim == 0 or len(array) != rows:
            raise Refused(
                "unsupported",
                f"predict of {path} gives {name} with the shape {list(array.shape)} for {rows} rows: a row each",
            )
    return arrays


def _plain(value: Any) -> Array:
    array = np.asarray(value)
    return array.astype(object) if array.dtype.kind in "UST" else array
