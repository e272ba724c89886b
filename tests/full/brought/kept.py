"""Estimators that are no plain classifier or regressor, or that ONNX does not express."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer, StandardScaler

from .data import Table, diabetes, iris, wine
from .plain import dump_joblib, dump_skops, fitted
from .writing import Brought


def nearest() -> Brought:
    return fitted(
        make_pipeline(PowerTransformer(), KNeighborsClassifier(7, weights="distance")),
        wine(),
        "nearest.skops",
        dump_skops,
    )


def with_holes() -> Brought:
    table = diabetes()
    draw = np.random.default_rng(1)
    holes = Table(
        table.x.mask(draw.random(table.x.shape) < 0.05),
        table.y,
        table.asked.mask(draw.random(table.asked.shape) < 0.05),
    )
    return fitted(HistGradientBoostingRegressor(max_iter=40, random_state=0), holes, "holes.skops", dump_skops)


def several_values() -> Brought:
    table = diabetes()
    both = np.column_stack([table.y, np.log(table.y)])
    return fitted(
        RandomForestRegressor(20, random_state=0), Table(table.x, both, table.asked), "both.joblib", dump_joblib
    )


def clusters() -> Brought:
    table = iris()
    estimator = make_pipeline(StandardScaler(), KMeans(4, random_state=0, n_init=3)).fit(table.x)
    return _other(estimator, table, "clusters.skops", {"cluster": estimator.predict(table.asked)})


def embedding() -> Brought:
    table = wine()
    estimator = make_pipeline(StandardScaler(), PCA(3)).fit(table.x)
    return _other(estimator, table, "pca.skops", {"embedding": estimator.transform(table.asked)})


def _other(estimator: Any, table: Table, file: str, expected: dict[str, Any]) -> Brought:
    return Brought(file, partial(dump_skops, estimator), table.sample, table.asked, expected)


MODELS: dict[str, Callable[[], Brought]] = {
    "nearest": nearest,
    "holes": with_holes,
    "several-values": several_values,
    "clusters": clusters,
    "embedding": embedding,
}
