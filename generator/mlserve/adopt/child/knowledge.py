"""What a fitted scikit-learn pipeline knows of its columns: categories, nulls, where their values lay."""

import math
from typing import Any

import numpy as np

from .columns import Column

_SAME_COLUMNS = {"StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "SimpleImputer", "KNNImputer"}


def learn(estimator: Any, columns: list[Column]) -> None:
    """Put what *estimator* and its steps know into *columns*, which it takes in this order."""
    kind = type(estimator).__name__
    if kind == "Pipeline":
        _learn_steps([step for _, step in estimator.steps if not _is_nothing(step)], columns)
    elif kind == "ColumnTransformer":
        for _, step, which in estimator.transformers_:
            if not _is_nothing(step):
                learn(step, chosen(which, columns))
    elif kind == "FeatureUnion":
        for _, step in estimator.transformer_list:
            if not _is_nothing(step):
                learn(step, columns)
    elif hasattr(estimator, "categories_"):
        _categories(estimator, columns)
    else:
        _numbers(estimator, kind, columns)


def _learn_steps(steps: list[Any], columns: list[Column]) -> None:
    for step in steps:
        learn(step, columns)
        if type(step).__name__ not in _SAME_COLUMNS or getattr(step, "add_indicator", False):
            return


def _is_nothing(step: Any) -> bool:
    return step is None or isinstance(step, str)


def used(estimator: Any, columns: list[Column]) -> list[Column]:
    """Return the columns that are not dropped by a ColumnTransformer that comes first."""
    while type(estimator).__name__ == "Pipeline" and len(estimator.steps):
        estimator = estimator.steps[0][1]
    if type(estimator).__name__ != "ColumnTransformer":
        return columns
    kept: set[str] = set()
    for _, step, which in estimator.transformers_:
        if not (isinstance(step, str) and step == "drop"):
            kept.update(column.name for column in chosen(which, columns))
    return [column for column in columns if column.name in kept]


def chosen(which: Any, columns: list[Column]) -> list[Column]:
    """Return the columns that a ColumnTransformer's selection means."""
    if isinstance(which, slice):
        if isinstance(which.start, str) or isinstance(which.stop, str):
            names = [column.name for column in columns]
            first = names.index(which.start) if which.start is not None else 0
            return columns[first : names.index(which.stop) + 1 if which.stop is not None else None]
        return columns[which]
    each = [which] if isinstance(which, str | int | np.integer) else list(which)
    if each and isinstance(each[0], bool | np.bool_):
        return [column for column, wanted in zip(columns, each, strict=True) if wanted]
    by_name = {column.name: column for column in columns}
    return [by_name[one] if isinstance(one, str) else columns[int(one)] for one in each]


def _categories(encoder: Any, columns: list[Column]) -> None:
    if len(encoder.categories_) != len(columns):
        return
    is_open = getattr(encoder, "handle_unknown", "error") != "error"
    for column, values in zip(columns, encoder.categories_, strict=True):
        plain = [value for value in values.tolist() if not _is_null(value)]
        column.nullable = column.nullable or len(plain) < len(values)
        column.is_open = is_open
        if all(isinstance(value, str) for value in plain):
            column.type, column.categories = "string", plain
        elif all(isinstance(value, int | float) and not isinstance(value, bool) for value in plain):
            whole = all(float(value).is_integer() for value in plain)
            column.type = "integer" if whole else "number"
            column.categories = [int(value) for value in plain] if whole else plain


def _numbers(step: Any, kind: str, columns: list[Column]) -> None:
    count = len(columns)
    if kind in {"SimpleImputer", "KNNImputer", "IterativeImputer"}:
        _imputed(step, columns)
    elif kind == "StandardScaler" and _fits(getattr(step, "mean_", None), count) and _fits(step.scale_, count):
        for column, centre, scale in zip(columns, step.mean_, step.scale_, strict=True):
            column.centre, column.scale = float(centre), float(scale)
    elif kind == "RobustScaler" and _fits(step.center_, count) and _fits(step.scale_, count):
        for column, centre, scale in zip(columns, step.center_, step.scale_, strict=True):
            column.centre, column.scale = float(centre), float(scale)
    elif kind == "MinMaxScaler" and _fits(step.data_min_, count):
        for column, low, high in zip(columns, step.data_min_, step.data_max_, strict=True):
            column.low, column.high = float(low), float(high)
    else:
        _splits(step, columns)


def _imputed(step: Any, columns: list[Column]) -> None:
    statistics: Any = getattr(step, "statistics_", None)
    for index, column in enumerate(columns):
        column.nullable = True
        if not _fits(statistics, len(columns)):
            continue
        value = statistics[index]
        if isinstance(value, str):
            column.type = column.type or "string"
        elif isinstance(value, int | float | np.number) and math.isfinite(value):
            column.centre = float(value)


def _splits(step: Any, columns: list[Column]) -> None:
    """Where trees split, if the columns reach them as they are."""
    thresholds: dict[int, list[float]] = {}
    for tree in _trees(step):
        for index, value in tree:
            thresholds.setdefault(index, []).append(value)
    if getattr(step, "n_features_in_", 0) != len(columns):
        return
    for index, values in thresholds.items():
        column = columns[index]
        if column.scale is None and column.low is None:
            low, high = min(values), max(values)
            margin = (high - low) * 0.1 or abs(high) * 0.1 or 1.0
            column.low, column.high = low - margin, high + margin


def _trees(step: Any) -> list[list[tuple[int, float]]]:
    trees = [step] if hasattr(step, "tree_") else list(np.ravel(getattr(step, "estimators_", [])))
    found = []
    for tree in trees[:200]:
        if hasattr(tree, "tree_"):
            nodes = tree.tree_
            found.append([(int(i), float(t)) for i, t in zip(nodes.feature, nodes.threshold, strict=True) if i >= 0])
    for predictors in getattr(step, "_predictors", [])[:200]:
        for predictor in predictors:
            nodes = predictor.nodes[predictor.nodes["is_leaf"] == 0]
            pairs = zip(nodes["feature_idx"], nodes["num_threshold"], strict=True)
            found.append([(int(i), float(t)) for i, t in pairs if math.isfinite(t)])
    return found


def _fits(values: Any, count: int) -> bool:
    return values is not None and len(values) == count


def _is_null(value: Any) -> bool:
    return value is None or value != value  # noqa: PLR0124  (NaN)
