"""An XGBoost model: a JSON or UBJ file, or the booster of an unpickled estimator."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from . import boosters, xgboost_categories
from .boosters import Booster
from .categories import learn
from .columns import Array, Column, numbered
from .refused import Refused, short
from .source import Source

_TYPES = {"int": "integer", "i": "boolean", "float": "number", "q": "number"}


def source(path: Path) -> Source:
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


def of_booster(whole: Any, what: str) -> Source:
    """Say what the booster *whole* takes and answers.

    Raises:
        Refused: its categories are not known, or its objective answers with neither scores nor values.
    """
    import xgboost

    config = json.loads(whole.save_config())
    objective = config["learner"]["objective"]["name"]
    categories, dtypes = xgboost_categories.read(whole, what)
    if objective == "binary:hinge":
        raise Refused(
            "unsupported", f"{what} has the objective binary:hinge, which knows no probabilities: use binary:logistic"
        )
    if objective == "multi:softmax":
        whole.set_param({"objective": "multi:softprob"})  # the same trees; labels are the highest of its scores
    rounds = _rounds(whole)
    booster = whole[: rounds[1]] if rounds[1] else whole
    task, classes = _task(objective, config["learner"]["learner_model_param"])
    columns = _columns(booster)
    learn(columns, categories, what)

    def scores(x: Array) -> Array:
        named = {"feature_names": booster.feature_names, "feature_types": booster.feature_types}
        found: Array = booster.predict(xgboost.DMatrix(x, enable_categorical=True, **named))
        return found

    def scores_of_frame(frame: Any) -> Array:  # of the whole: what a slice has is no longer known by its categories
        found: Array = whole.predict(xgboost.DMatrix(frame, enable_categorical=True), iteration_range=rounds)
        return found

    def convert(**given: Any) -> Any:
        from onnxmltools import convert_xgboost

        nameless = xgboost.Booster(model_file=bytearray(booster.save_raw("ubj")))
        nameless.feature_names = None  # onnxmltools takes only f0, f1, …
        nameless.feature_types = None
        return convert_xgboost(nameless, **given)

    found = Booster(
        library="xgboost",
        version=".".join(map(str, config["version"])),
        file="model.ubj",
        datatype="FP32",
        task=task,
        columns=columns,
        named=booster.feature_names is not None,
        classes=classes,
        scores=scores,
        scores_of_frame=scores_of_frame,
        save=lambda folder: booster.save_model(folder / "model.ubj"),
        convert=convert,
        categories=categories,
        dtypes=dtypes,
    )
    return boosters.source(found, [f"its objective is {objective}"])


def _rounds(booster: Any) -> tuple[int, int]:
    """Return the rounds up to its best one, where early stopping found one, as scikit-learn's interface uses them."""
    best = booster.attr("best_iteration")
    if best is None or int(best) + 1 >= booster.num_boosted_rounds():
        return (0, 0)  # all of them
    return (0, int(best) + 1)


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
            threshold = each.get("split_condition", 0.0)
            if not isinstance(threshold, list):  # of categories
                into.setdefault(index, []).append(float(threshold))
            pending.extend(each.get("children", []))
