"""XGBoost as JSON and UBJ, LightGBM as text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
import xgboost

from .data import Table, cancer, customers, diabetes, iris, wine
from .plain import answers
from .writing import Brought

FEW: dict[str, Any] = {"n_estimators": 25, "random_state": 0, "n_jobs": 1}


def _saved(estimator: Any, table: Table, file: str) -> Brought:
    """Return *estimator* once it has learned *table*; a booster's file knows no names of classes."""

    def save(path: Path) -> None:
        (estimator.booster_ if isinstance(estimator, lightgbm.LGBMModel) else estimator.get_booster()).save_model(path)

    estimator.fit(table.x, table.y)
    return Brought(file, save, table.sample, table.asked, answers(estimator, table.asked))


def _with_holes(table: Table) -> Table:
    draw = np.random.default_rng(2)
    x, asked = (each.mask(draw.random(each.shape) < 0.05) for each in (table.x, table.asked))
    return Table(x, table.y, asked)


def _numbered(table: Table) -> Table:
    return Table(table.x, np.unique(table.y, return_inverse=True)[1], table.asked)


def _categorical() -> Table:
    """Return customers with nulls, whose plan and region are categories, ASCII as XGBoost needs it."""
    table = customers(nulls=True)
    y = (table.y == "yes").astype(int)
    plans, regions = ["premium", "basic", "plus"], ["west", "nord", "sued", "ost"]

    def of(frame: pd.DataFrame) -> pd.DataFrame:
        region = frame["region"].replace("süd", "sued")
        return frame.assign(
            plan=pd.Categorical(frame["plan"], categories=plans), region=pd.Categorical(region, categories=regions)
        )

    return Table(of(table.x), y, of(table.asked))


MODELS: dict[str, Callable[[], Brought]] = {
    "xgboost-binary": lambda: _saved(xgboost.XGBClassifier(**FEW), cancer(), "binary.json"),
    "xgboost-classes": lambda: _saved(xgboost.XGBClassifier(**FEW), _numbered(iris()), "classes.ubj"),
    "xgboost-regressor": lambda: _saved(xgboost.XGBRegressor(**FEW), _with_holes(diabetes()), "holes.ubj"),
    "xgboost-categories": lambda: _saved(
        xgboost.XGBClassifier(**FEW, enable_categorical=True), _categorical(), "categories.ubj"
    ),
    "lightgbm-binary": lambda: _saved(lightgbm.LGBMClassifier(**FEW, verbose=-1), cancer(), "binary.txt"),
    "lightgbm-categories": lambda: _saved(lightgbm.LGBMClassifier(**FEW, verbose=-1), _categorical(), "categories.txt"),
    "lightgbm-classes": lambda: _saved(lightgbm.LGBMClassifier(**FEW, verbose=-1), wine(), "classes.txt"),
    "lightgbm-regressor": lambda: _saved(lightgbm.LGBMRegressor(**FEW, verbose=-1), diabetes(), "regressor.txt"),
}
