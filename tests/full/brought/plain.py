"""scikit-learn's estimators on tables of numbers, as joblib, pickle and skops."""

import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import joblib
import skops.io
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from .data import Table, cancer, diabetes, iris, wine
from .writing import Brought

TRUST = ("--trust",)


def dump_joblib(estimator: Any, path: Path, **options: Any) -> None:
    joblib.dump(estimator, path, **options)


def dump_pickle(estimator: Any, path: Path) -> None:
    path.write_bytes(pickle.dumps(estimator))


def dump_skops(estimator: Any, path: Path) -> None:
    skops.io.dump(estimator, path)


Dump = Callable[[Any, Path], None]


def answers(estimator: Any, x: Any) -> dict[str, Any]:
    """Return what *estimator* answers, under the names that the served model uses."""
    if hasattr(estimator, "predict_proba"):
        return {"label": estimator.predict(x), "probabilities": estimator.predict_proba(x)}
    return {"value": estimator.predict(x)}


def fitted(estimator: Any, table: Table, file: str, dump: Dump, *, named: bool = True, **more: Any) -> Brought:
    """Return *estimator* once it has learned *table*; without its columns' names where it is not to know them."""
    x = table.x if named else table.x.to_numpy()
    asked = table.asked if named else table.asked.to_numpy()
    estimator.fit(x, table.y)
    flags = () if file.endswith(".skops") else TRUST
    expected = answers(estimator, asked)
    return Brought(file, partial(dump, estimator), table.sample, table.asked, expected, flags=flags, **more)


MODELS: dict[str, Callable[[], Brought]] = {
    "logistic": lambda: fitted(LogisticRegression(max_iter=500), iris(), "iris.joblib", dump_joblib),
    "forest": lambda: fitted(RandomForestClassifier(50, random_state=0), cancer(), "forest.pkl", dump_pickle),
    "boosting": lambda: fitted(
        GradientBoostingClassifier(n_estimators=30, random_state=0), wine(), "wine.pickle", dump_pickle, named=False
    ),
    "extra-trees": lambda: fitted(
        ExtraTreesClassifier(40, random_state=0), iris(), "packed.joblib", partial(dump_joblib, compress=3)
    ),
    "svc": lambda: fitted(
        make_pipeline(StandardScaler(), CalibratedClassifierCV(SVC(), ensemble=False)), wine(), "svc.skops", dump_skops
    ),
    "mlp": lambda: fitted(
        make_pipeline(StandardScaler(), MLPClassifier((16,), max_iter=3000, random_state=0)),
        iris(),
        "mlp.joblib",
        dump_joblib,
        sample_file="sample.jsonl",
    ),
    "bayes": lambda: fitted(GaussianNB(), cancer(), "bayes.skops", dump_skops, sample_file="sample.parquet"),
    "linear": lambda: fitted(LinearRegression(), diabetes(), "linear.joblib", dump_joblib),
    "ridge": lambda: fitted(
        make_pipeline(StandardScaler(), Ridge()), diabetes(), "ridge.skops", dump_skops, named=False
    ),
    "forest-regressor": lambda: fitted(
        RandomForestRegressor(30, random_state=0), diabetes(), "forest.skops", dump_skops
    ),
}
