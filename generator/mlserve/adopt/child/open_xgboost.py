"""An XGBoost model: a JSON or UBJ file, or the booster of an unpickled estimator."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from . import boosters
from .columns import Answers, Array, Column, Rows, numbered
from .refused import Refused, short
from .source import Made, Source, Way
from .tensors import matrix

_TYPES = {"int": "integer", "i": "boolean", "float": "number", "q": "number"}


def source(path: Path, trust: bool) -> Source:  # noqa: ARG001, FBT001  (every format is opened in this way)
    """Open the booster at *path*."""
    import xgboost

    booster = xgboost.Booster()
    try:
        booster.load_model(bytearray(path.read_bytes()))
    except xgboost.core.XGBoostError as error:
        raise Refused(
            "damaged", f"{path} is not what XGBoost {xgboost.__version__} reads: {short(error)}. Save it again"
        ) from error
    return of_booster(booster, str(path))


def of_booster(booster: Any, what: str) -> Source:
    """Say what *booster* takes and answers.

    Raises:
        Refused: its features are categories, or its objective answers with neither scores nor values.
    """
    import xgboost

    learner = json.loads(booster.save_config())["learner"]
    objective = learner["objective"]["name"]
    if "c" in (booster.feature_types or []):
        raise Refused(
            "unsupported",
            f"{what} has categorical features (enable_categorical), whose codes only its own DataFrame knows. Way "
            "out: encode them in a scikit-learn pipeline, or give a Python file with load(path) and predict(model, "
            "batch)",
        )
    if objective == "binary:hinge":
        raise Refused(
            "unsupported", f"{what} has the objective binary:hinge, which knows no probabilities: use binary:logistic"
        )
    booster = _best(booster)
    if objective == "multi:softmax":
        booster.set_param({"objective": "multi:softprob"})  # the same trees; labels are the highest of its scores
    task, classes = _task(objective, learner["learner_model_param"])
    columns = _columns(booster)

    def ask(rows: Rows) -> Answers:
        return run(boosters.table(rows))

    def run(x: Array) -> Answers:
        data = xgboost.DMatrix(x, feature_names=booster.feature_names, feature_types=booster.feature_types)
        return boosters.answers(booster.predict(data), task, classes)

    def as_it_is(known: list[Column], _rows: Rows) -> Made:
        return Made(
            lambda folder: booster.save_model(folder / "model.ubj"),
            matrix(boosters.INPUT, "FP32", known),
            lambda tensors: run(tensors[boosters.INPUT]),
        )

    def as_onnx(known: list[Column], _rows: Rows) -> Made:
        from onnxmltools import convert_xgboost

        nameless = xgboost.Booster(model_file=bytearray(booster.save_raw("ubj")))
        nameless.feature_names = None  # onnxmltools takes only f0, f1, …
        nameless.feature_types = None
        outputs = ["label", "probabilities"] if classes else ["value"]
        return boosters.as_onnx(lambda **given: convert_xgboost(nameless, **given), known, outputs, classes)

    return Source(
        task=task,
        columns=columns,
        named=booster.feature_names is not None,
        classes=classes,
        libraries={"xgboost": ".".join(map(str, json.loads(booster.save_config())["version"]))},
        ask=ask,
        ways=[Way("onnx", "onnx", "model.onnx", as_onnx), Way("xgboost", "xgboost", "model.ubj", as_it_is)],
        notes=[f"its objective is {objective}"],
    )


def _best(booster: Any) -> Any:
    """Return *booster* up to its best round, where early stopping found one: what scikit-learn's interface uses."""
    best = booster.attr("best_iteration")
    if best is None or int(best) + 1 >= booster.num_boosted_rounds():
        return booster
    return booster[: int(best) + 1]


def _task(objective: str, parameters: dict[str, str]) -> tuple[str, list[int]]:
    if objective == "binary:logistic":
        return "classification", [0, 1]
    if objective.startswith("multi:"):
        return "classification", list(range(int(parameters["num_class"])))
    return ("multi-output" if int(parameters.get("num_target", "1")) > 1 else "regression"), []


def _columns(booster: Any) -> list[Column]:
    names = booster.feature_names
    columns = [Column(name) for name in names] if names else numbered(booster.num_features())
    for column, kind in zip(columns, booster.feature_types or [], strict=False):
        column.type = _TYPES.get(kind, "number")
    for column in columns:
        column.type = column.type or "number"
    _bounds(booster, columns)
    return columns


def _bounds(booster: Any, columns: list[Column]) -> None:
    """Where the trees split: between these values something changes."""
    thresholds: dict[int, list[float]] = {}
    names = {name: index for index, name in enumerate(booster.feature_names or [])}
    for tree in booster.get_dump(dump_format="json")[:200] if _has_trees(booster) else []:
        _collect(json.loads(tree), names, thresholds)
    for index, values in thresholds.items():
        low, high = float(np.min(values)), float(np.max(values))
        margin = (high - low) * 0.1 or abs(high) * 0.1 or 1.0
        columns[index].low, columns[index].high = low - margin, high + margin


def _has_trees(booster: Any) -> bool:
    return bool(json.loads(booster.save_config())["learner"]["gradient_booster"]["name"] != "gblinear")


def _collect(node: dict[str, Any], names: dict[str, int], into: dict[int, list[float]]) -> None:
    pending = [node]
    while pending:
        each = pending.pop()
        if "split" in each:
            split = str(each["split"])
            index = names[split] if split in names else int(split.removeprefix("f"))
            into.setdefault(index, []).append(float(each.get("split_condition", 0.0)))
            pending.extend(each.get("children", []))
