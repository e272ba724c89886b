"""A LightGBM model: a text file, or the booster of an unpickled estimator."""

import re
from pathlib import Path
from typing import Any

import numpy as np

from . import boosters
from .columns import Answers, Array, Column, Rows
from .refused import Refused, short
from .source import Made, Source, Way
from .tensors import matrix

_RANGE = re.compile(r"\[(\S+):(\S+)\]")


def source(path: Path, trust: bool) -> Source:  # noqa: ARG001, FBT001  (every format is opened in this way)
    """Open the booster at *path*."""
    import lightgbm

    try:
        text = path.read_text(encoding="utf-8")
        _check_end(path, text)
        booster = lightgbm.Booster(model_str=text)
    except (lightgbm.basic.LightGBMError, UnicodeDecodeError, ValueError) as error:
        raise Refused(
            "damaged", f"{path} is not what LightGBM {lightgbm.__version__} reads: {short(error)}. Save it again"
        ) from error
    return of_booster(booster, str(path))


def of_booster(booster: Any, what: str, classes: list[Any] | None = None) -> Source:
    """Say what *booster* takes and answers; a text file knows no classes, an estimator does.

    Raises:
        Refused: its features are categories of pandas.
    """
    import lightgbm

    if any(booster.pandas_categorical or []):
        raise Refused(
            "unsupported",
            f"{what} has categories of a pandas DataFrame, whose codes only such a DataFrame knows. Way out: encode "
            "them in a scikit-learn pipeline (OrdinalEncoder), or give a Python file with load(path) and "
            "predict(model, batch)",
        )
    head = booster.model_to_string(num_iteration=1)
    objective = _line(head, "objective").split(" ")[0] or "none"
    task, numbers = _task(objective, int(_line(head, "num_class") or 1))
    known = classes or numbers
    names = booster.feature_name()
    columns = [Column(name, type="number") for name in names]
    for column, text in zip(columns, _line(head, "feature_infos").split(" "), strict=False):
        if found := _RANGE.fullmatch(text):
            column.low, column.high = float(found[1]), float(found[2])
    named = not all(re.fullmatch(r"Column_\d+", name) for name in names)
    if not named:
        for index, column in enumerate(columns):
            column.name = f"x{index}"

    def run(x: Array) -> Answers:
        return boosters.answers(booster.predict(x, num_threads=2), task, known)

    def as_it_is(ours: list[Column], _rows: Rows) -> Made:
        return Made(
            lambda folder: booster.save_model(folder / "model.txt"),
            matrix(boosters.INPUT, "FP64", ours),
            lambda tensors: run(tensors[boosters.INPUT]),
        )

    def as_onnx(ours: list[Column], _rows: Rows) -> Made:
        from onnxmltools import convert_lightgbm

        outputs = ["label", "probabilities"] if known else ["value"]
        return boosters.as_onnx(lambda **given: convert_lightgbm(booster, zipmap=False, **given), ours, outputs, known)

    return Source(
        task=task,
        columns=columns,
        named=named,
        classes=known,
        libraries={"lightgbm": f"{lightgbm.__version__} (file format {_line(head, 'version')})"},
        ask=lambda rows: run(boosters.table(rows, np.float64)),
        ways=[Way("onnx", "onnx", "model.onnx", as_onnx), Way("lightgbm", "lightgbm", "model.txt", as_it_is)],
        notes=[f"its objective is {objective}"]
        + (
            ["the file knows its classes by their numbers only: edit `classes`, or give the estimator"]
            if numbers and not classes
            else []
        ),
    )


def _check_end(path: Path, text: str) -> None:
    if "end of trees" not in text:
        raise Refused("damaged", f"{path} is truncated: LightGBM's text ends with 'end of trees'. Copy it again")


def _line(text: str, key: str) -> str:
    found = re.search(rf"^{key}=(.*)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _task(objective: str, classes: int) -> tuple[str, list[int]]:
    if objective == "binary":
        return "classification", [0, 1]
    if objective in {"multiclass", "multiclassova"}:
        return "classification", list(range(classes))
    return ("multi-output" if classes > 1 else "regression"), []
