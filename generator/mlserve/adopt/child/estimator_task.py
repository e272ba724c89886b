"""Which task a fitted scikit-learn estimator does, with how many outputs and which classes."""

from typing import Any

import numpy as np

from .columns import Array
from .refused import Refused


def task_of(estimator: Any) -> str:
    """Return the task, as the contract calls it.

    Raises:
        Refused: it is none that is known.
    """
    from sklearn.base import is_classifier, is_clusterer, is_regressor
    from sklearn.utils import get_tags

    if not hasattr(estimator, "predict"):
        return "embedding"
    if is_classifier(estimator):
        outputs = getattr(estimator, "classes_", None)
        is_multi = isinstance(outputs, list) or getattr(estimator, "n_outputs_", 1) > 1 or _is_multilabel(estimator)
        return "multi-output" if is_multi else "classification"
    if is_regressor(estimator):
        return "multi-output" if _outputs(estimator) > 1 else "regression"
    kind = get_tags(estimator).estimator_type
    if is_clusterer(estimator) or kind == "density_estimator":
        return "clustering"
    if kind == "outlier_detector":
        return "classification"
    raise Refused(
        "unsupported",
        f"a {type(estimator).__name__} is neither classifier, regressor, clusterer nor transformer: "
        "give a Python file with load(path) and predict(model, batch)",
    )


def _is_multilabel(estimator: Any) -> bool:
    last = estimator.steps[-1][1] if type(estimator).__name__ == "Pipeline" else estimator
    return bool(getattr(last, "multilabel_", False)) or type(last).__name__ in {
        "MultiOutputClassifier",
        "ClassifierChain",
    }


def _outputs(estimator: Any) -> int:
    last = estimator.steps[-1][1] if type(estimator).__name__ == "Pipeline" else estimator
    if type(last).__name__ in {"MultiOutputRegressor", "RegressorChain"}:
        return len(last.estimators_)
    if hasattr(last, "n_outputs_"):
        return int(last.n_outputs_)
    shape = np.shape(getattr(last, "intercept_", 0.0))
    coefficients = np.shape(getattr(last, "coef_", 0.0))
    return shape[0] if len(shape) == 1 and len(coefficients) == 2 else 1  # noqa: PLR2004  (outputs, features)


def classes_of(estimator: Any, task: str) -> list[Any]:
    """Return the classes of a classifier, in the order of its probabilities."""
    if task != "classification":
        return []
    known = getattr(estimator, "classes_", None)
    if known is None:
        return [-1, 1]  # what outlier detectors answer: an outlier, an inlier
    found: list[Any] = labels(np.asarray(known)).tolist()
    return found


def labels(values: Array) -> Array:
    """Return labels as strings or 64-bit integers.

    Raises:
        Refused: they are numbers with fractions.
    """
    if values.dtype.kind in "OUST":
        if all(isinstance(value, bool | int | np.integer | np.bool_) for value in values.reshape(-1).tolist()):
            return values.astype(np.int64)
        return np.array([str(value) for value in values.reshape(-1).tolist()], dtype=object).reshape(values.shape)
    if values.dtype.kind == "f" and (values != np.trunc(values)).any():
        raise Refused(
            "unsupported", "the classes are numbers with fractions: train with strings or integers as classes"
        )
    return values.astype(np.int64)
