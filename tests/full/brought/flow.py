"""Folders as MLflow writes them, with signature and input example."""

import logging
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import xgboost
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .data import Table, cancer, diabetes, iris
from .graphs import run
from .plain import TRUST, answers
from .writing import Brought


def _saver(flavor: str, model: Any, table: Table) -> Callable[[Path], None]:
    def save(path: Path) -> None:
        import mlflow
        from mlflow.models import infer_signature

        logging.getLogger("mlflow").setLevel(logging.ERROR)
        keyword = {"sklearn": "sk_model", "xgboost": "xgb_model", "onnx": "onnx_model"}[flavor]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = getattr(mlflow, flavor)
            signature = infer_signature(table.x.head(5))
            module.save_model(**{keyword: model}, path=str(path), signature=signature, input_example=table.x.head(5))

    return save


def scikit() -> Brought:
    table = iris()
    estimator = make_pipeline(StandardScaler(), LogisticRegression()).fit(table.x, table.y)
    expected = answers(estimator, table.asked)
    return Brought("flow", _saver("sklearn", estimator, table), table.sample, table.asked, expected, flags=TRUST)


def boosted() -> Brought:
    table = diabetes()
    estimator = xgboost.XGBRegressor(n_estimators=20, random_state=0, n_jobs=1).fit(table.x, table.y)
    return Brought("flow", _saver("xgboost", estimator, table), None, table.asked, answers(estimator, table.asked))


def graph() -> Brought:
    table = cancer()
    estimator = make_pipeline(StandardScaler(), LogisticRegression()).fit(table.x.to_numpy(), table.y)
    model = to_onnx(estimator, table.x.to_numpy(np.float32)[:1], options={"zipmap": False})
    expected = run(model, {"X": table.asked.to_numpy(np.float32)})
    return Brought("flow", _saver("onnx", model, table), table.sample, table.asked, expected)


MODELS: dict[str, Callable[[], Brought]] = {"mlflow-sklearn": scikit, "mlflow-xgboost": boosted, "mlflow-onnx": graph}
