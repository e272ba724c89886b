"""Real scikit-learn models, each fitted on the same made-up people: what `mlserve` must serve as they are."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn import (
    cluster,
    decomposition,
    ensemble,
    linear_model,
    naive_bayes,
    neighbors,
    neural_network,
    svm,
    tree,
)
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from xgboost import XGBClassifier

ROWS = 600
NUMBERS = ["age", "income", "debt ratio"]


def people(seed: int = 0, *, nulls: bool = False) -> pd.DataFrame:
    """Return rows with whole numbers, numbers, texts and truth values; every eleventh income and city may lack."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": random.integers(18, 90, ROWS),
            "income": random.normal(50_000, 9_000, ROWS).round(2),
            "debt ratio": random.random(ROWS).round(4),
            "city": random.choice(["Oslo", "Bergen", "Tromsø"], ROWS),
            "member": random.random(ROWS) < 0.5,
        }
    )
    if nulls:
        frame.loc[::11, "income"] = np.nan
        frame.loc[::13, "city"] = None
    return frame


def verdict(frame: pd.DataFrame) -> Any:
    """Return a class of each row."""
    return np.where((frame["debt ratio"] > 0.5) ^ (frame["age"] > 60), "refuse", "grant")


def prices(frame: pd.DataFrame) -> Any:
    """Return a number of each row."""
    return (frame["age"] * 3.5 + frame["income"].fillna(0) / 1000 - frame["debt ratio"] * 20).to_numpy()


def mixed(last: Any, *, nulls: bool = False, encoder: Any = None) -> Any:
    """Return a pipeline over numbers and texts, in a DataFrame."""
    numbers: list[Any] = [SimpleImputer(strategy="median")] if nulls else []
    texts: list[Any] = [SimpleImputer(strategy="most_frequent")] if nulls else []
    return make_pipeline(
        ColumnTransformer(
            [
                ("numbers", make_pipeline(*numbers, StandardScaler()), NUMBERS),
                ("texts", make_pipeline(*texts, encoder or OneHotEncoder(handle_unknown="ignore")), ["city"]),
            ]
        ),
        last,
    )


Model = Callable[[], tuple[Any, Any, Any]]
"""Makes a fitted estimator, the rows to try it on, and the same rows as a DataFrame."""


def numeric(estimator: Any, target: Callable[[pd.DataFrame], Any] | None = verdict, *, named: bool = True) -> Model:
    """Return what fits *estimator* on the columns of numbers."""

    def made() -> tuple[Any, Any, Any]:
        known, new = people()[NUMBERS], people(1)[NUMBERS]
        x, x_new = (known, new) if named else (known.to_numpy(float), new.to_numpy(float))
        estimator.fit(x, target(known)) if target else estimator.fit(x)
        return estimator, x_new, new

    return made


def tabular(estimator: Any, target: Callable[[pd.DataFrame], Any] = verdict, *, nulls: bool = False) -> Model:
    """Return what fits *estimator* on all columns."""

    def made() -> tuple[Any, Any, Any]:
        known, new = people(nulls=nulls), people(1, nulls=nulls)
        estimator.fit(known, target(known))
        return estimator, new, new

    return made


def texts() -> tuple[Any, Any, Any]:
    """A classifier of texts."""
    words = np.random.default_rng(0).choice(["good", "bad", "fine", "poor", "great"], (200, 3))
    known = [" ".join(each) for each in words]
    estimator = make_pipeline(TfidfVectorizer(), linear_model.LogisticRegression())
    estimator.fit(known, ["good" in each for each in known])
    return estimator, known, pd.DataFrame({"text": known})


def two_prices(frame: pd.DataFrame) -> Any:
    """Return two numbers of each row."""
    return np.column_stack([prices(frame), frame["income"] / 1000])


def numbered(frame: pd.DataFrame) -> Any:
    """Return a class of each row, as a number."""
    return np.digitize(frame["age"], [40, 60])


MODELS: dict[str, Model] = {
    "logistic": numeric(make_pipeline(StandardScaler(), linear_model.LogisticRegression())),
    "logistic-unnamed": numeric(make_pipeline(StandardScaler(), linear_model.LogisticRegression()), named=False),
    "forest": numeric(ensemble.RandomForestClassifier(20, random_state=0), numbered),
    "histogram-trees": numeric(ensemble.HistGradientBoostingClassifier(max_iter=20)),
    "tree": numeric(tree.DecisionTreeClassifier(max_depth=5), numbered, named=False),
    "neighbours": numeric(make_pipeline(StandardScaler(), neighbors.KNeighborsClassifier(5))),
    "bayes": numeric(naive_bayes.GaussianNB()),
    "network": numeric(
        make_pipeline(
            StandardScaler(), neural_network.MLPClassifier((8,), solver="lbfgs", max_iter=2000, random_state=0)
        )
    ),
    "support-vectors": numeric(make_pipeline(StandardScaler(), svm.SVC())),
    "ridge": numeric(make_pipeline(StandardScaler(), linear_model.Ridge()), prices),
    "linear": numeric(linear_model.LinearRegression(), prices, named=False),
    "two-outputs": numeric(linear_model.LinearRegression(), two_prices),
    "two-outputs-of-trees": numeric(
        MultiOutputRegressor(ensemble.RandomForestRegressor(5, random_state=0)), two_prices
    ),
    "clusters": numeric(make_pipeline(StandardScaler(), cluster.KMeans(3, random_state=0)), None),
    "embedding": numeric(make_pipeline(StandardScaler(), decomposition.PCA(2)), None),
    "mixed": tabular(mixed(linear_model.LogisticRegression(max_iter=500))),
    "mixed-ordinal": tabular(mixed(ensemble.RandomForestClassifier(20, random_state=0), encoder=OrdinalEncoder())),
    "mixed-regression": tabular(mixed(linear_model.Ridge()), prices),
    "nulls": tabular(mixed(linear_model.LogisticRegression(max_iter=500), nulls=True), nulls=True),
    "texts": texts,
    "xgboost-inside": tabular(mixed(XGBClassifier(n_estimators=20)), numbered),
    "lightgbm-inside": tabular(mixed(LGBMClassifier(n_estimators=20, verbose=-1))),
}
