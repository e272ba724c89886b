"""What XGBoost and LightGBM have in common here: how one is asked, and the ways in which it may be served."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from . import categories as categorical
from .boosters_onnx import as_onnx
from .categories import Categories
from .columns import Answers, Array, Column, Rows
from .source import CannotMake, Made, Source, Way
from .tensors import matrix

INPUT = "features"


@dataclass
class Booster:
    """A booster, by what its own module says of it.

    Attributes:
        library: xgboost or lightgbm.
        version: of the library that made it.
        file: what it is called as an artifact.
        datatype: of its one matrix.
        task, columns, named, classes: as in ``Source``.
        scores: of a matrix.
        scores_of_frame: of a DataFrame, whose categories the library turns into codes itself.
        save: writes the file.
        convert: to ONNX, by onnxmltools.
        categories: of the columns that are trained on as codes.
        dtypes: of these categories, where the library insists on them.
    """

    library: str
    version: str
    file: str
    datatype: str
    task: str
    columns: list[Column]
    named: bool
    classes: list[Any]
    scores: Callable[[Any], Array]
    scores_of_frame: Callable[[Any], Array]
    save: Callable[[Path], None]
    convert: Callable[..., Any]
    categories: Categories = field(default_factory=dict)
    dtypes: dict[int, str] = field(default_factory=dict)


def source(booster: Booster, notes: list[str]) -> Source:
    """Say what *booster* takes and answers, and how it may be served."""

    def named(scores: Array) -> Answers:
        return answers(scores, booster.task, booster.classes)

    def ask(rows: Rows) -> Answers:
        if booster.categories:
            return named(booster.scores_of_frame(categorical.framed(rows, booster.categories, booster.dtypes)))
        return named(booster.scores(table(rows)))

    def as_it_is(columns: list[Column], _rows: Rows) -> Made:
        if booster.categories:
            return Made(
                booster.save,
                categorical.inputs(columns),
                lambda tensors: named(booster.scores(categorical.coded(tensors, columns, booster.categories))),
                categories={columns[index].name: values for index, values in booster.categories.items()},
            )
        return Made(
            booster.save,
            matrix(INPUT, booster.datatype, columns),
            lambda tensors: named(booster.scores(tensors[INPUT])),
        )

    def converted(columns: list[Column], _rows: Rows) -> Made:
        if booster.categories:
            raise CannotMake("it has categories, which are turned into codes before its trees see them")
        outputs = ["label", "probabilities"] if booster.classes else ["value"]
        return as_onnx(booster.convert, matrix(INPUT, "FP32", columns), outputs, booster.classes)

    return Source(
        task=booster.task,
        columns=booster.columns,
        named=booster.named,
        classes=booster.classes,
        libraries={booster.library: booster.version},
        ask=ask,
        ways=[
            Way("onnx", "onnx", "model.onnx", converted),
            Way(booster.library, booster.library, booster.file, as_it_is),
        ],
        notes=notes,
    )


def table(rows: Rows) -> Array:
    """Return *rows* as one matrix; nulls are NaN."""
    return np.column_stack([np.asarray(values, np.float64) for values in rows.values()])


def answers(scores: Array, task: str, classes: list[Any]) -> Answers:
    """Turn what a booster predicts into the answers that the contract names."""
    scores = np.asarray(scores)
    if task == "classification":
        pairs = np.stack([1 - scores, scores], axis=1) if scores.ndim == 1 else scores
        labels = np.array(classes, dtype=object if isinstance(classes[0], str) else np.int64)
        return {"label": labels[pairs.argmax(axis=1)], "probabilities": pairs.astype(np.float32)}
    return {"value": scores.reshape(len(scores), -1).astype(np.float32)}
