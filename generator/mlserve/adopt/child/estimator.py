"""A fitted scikit-learn estimator: its task, its columns, its answers, and the forms that it may be served in."""

from collections.abc import Callable
from typing import Any

import numpy as np

from . import knowledge, to_onnx, to_skops
from .columns import Answers, Column, Rows, numbered
from .estimator_task import classes_of, labels, task_of
from .refused import Refused, short
from .source import Made, Source, Way


def source(estimator: Any, what: str) -> Source:
    """Say what *estimator* takes and answers.

    Raises:
        Refused: it is no fitted estimator, or answers in a way that cannot be served.
    """
    import sklearn

    if not any(hasattr(estimator, verb) for verb in ("predict", "transform")):
        raise Refused(
            "unsupported",
            f"{what} holds a {type(estimator).__module__}.{type(estimator).__qualname__}, which has neither predict "
            "nor transform. Way out: save the fitted estimator itself, or give a Python file with load(path) and "
            "predict",
        )
    columns, named, is_text = _columns(estimator, what)
    task = task_of(estimator)
    form = "text" if is_text else "frame" if named else "matrix"
    classes = classes_of(estimator, task)

    def ask(rows: Rows) -> Answers:
        return answers(estimator, as_input(rows, form), task)

    is_matrix = not is_text and not _takes_columns(estimator)
    layouts = [each for each in to_onnx.LAYOUTS if each.is_matrix == is_matrix]
    ways = [Way("onnx", "onnx", "model.onnx", _as_onnx(estimator, task, layout)) for layout in layouts]
    forms = ["matrix", form] if is_matrix and form == "frame" else [form]
    ways += [Way("skops", "scikit-learn", "model.skops", _as_skops(estimator, task, each)) for each in forms]
    return Source(
        task=task,
        columns=columns,
        named=named,
        classes=classes,
        libraries={"scikit-learn": str(_version(estimator) or sklearn.__version__)},
        ask=ask,
        ways=ways,
        notes=[f"the estimator is a {_described(estimator)}"],
    )


def _as_onnx(estimator: Any, task: str, layout: to_onnx.Layout) -> Callable[[list[Column], Rows], Made]:
    return lambda columns, _rows: to_onnx.made(estimator, task, columns, layout)


def _as_skops(estimator: Any, task: str, form: str) -> Callable[[list[Column], Rows], Made]:
    return lambda columns, _rows: to_skops.made(estimator, task, columns, form)


def as_input(rows: Rows, form: str) -> Any:
    """Return *rows* as what the estimator was fitted on: a DataFrame, a matrix, or texts."""
    values = list(rows.values())
    if form == "text":
        return values[0]
    if form == "frame":
        import pandas as pd

        return pd.DataFrame(rows)
    if any(value.dtype.kind == "O" for value in values):
        return np.column_stack([value.astype(object) for value in values])
    return np.column_stack([value.astype(np.float64) for value in values])


def answers(estimator: Any, x: Any, task: str) -> Answers:
    """Ask *estimator*, and name its answers as the contract does."""
    if task == "embedding":
        embedded = estimator.transform(x)
        dense = embedded.toarray() if hasattr(embedded, "toarray") else np.asarray(embedded)
        return {"embedding": dense.astype(np.float32)}
    predicted = np.asarray(estimator.predict(x))
    if task == "clustering":
        return {"cluster": predicted.astype(np.int64)}
    if task == "regression":
        return {"value": predicted.astype(np.float32).reshape(-1, 1)}
    if task == "multi-output":
        if predicted.dtype.kind == "f" and not hasattr(estimator, "classes_"):
            return {"value": predicted.astype(np.float32)}
        return {"label": labels(predicted)}
    named = {"label": labels(predicted)}
    if hasattr(estimator, "predict_proba"):
        named["probabilities"] = np.asarray(estimator.predict_proba(x)).astype(np.float32)
    return named


def _columns(estimator: Any, what: str) -> tuple[list[Column], bool, bool]:
    """Return the columns, whether the names are the model's own, and whether there is one, of texts."""
    first = estimator
    while type(first).__name__ == "Pipeline" and len(first.steps):
        first = first.steps[0][1]
    if type(first).__module__.startswith("sklearn.feature_extraction.text"):
        return [Column("text", type="string")], True, True
    names = getattr(estimator, "feature_names_in_", getattr(first, "feature_names_in_", None))
    count: Any = getattr(estimator, "n_features_in_", getattr(first, "n_features_in_", None))
    if names is None and count is None:
        raise Refused(
            "unsupported",
            f"{what}: the {type(estimator).__name__} does not know how many columns it takes (n_features_in_): it is "
            "not fitted, or keeps to no convention of scikit-learn's. Fit it, or give a Python file with load(path) "
            "and predict",
        )
    columns = [Column(str(name)) for name in names] if names is not None else numbered(int(count))
    knowledge.learn(estimator, columns)
    return (knowledge.used(estimator, columns) if names is not None else columns), names is not None, False


def _takes_columns(estimator: Any) -> bool:
    first = estimator
    while type(first).__name__ == "Pipeline" and len(first.steps):
        first = first.steps[0][1]
    return type(first).__name__ == "ColumnTransformer"


def _version(estimator: Any) -> str:
    try:
        return str(estimator.__getstate__().get("_sklearn_version", ""))
    except Exception as error:  # noqa: BLE001  (a class of its own may do anything)
        return short(error, 0).strip(" …")


def _described(estimator: Any) -> str:
    if type(estimator).__name__ != "Pipeline":
        return type(estimator).__name__
    return "Pipeline of " + ", ".join(
        type(step).__name__ if not isinstance(step, str) else step for _, step in estimator.steps
    )
