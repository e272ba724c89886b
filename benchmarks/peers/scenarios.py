"""What is measured: which model, how many rows a request, over how many connections."""

from dataclasses import dataclass

RECIPE = '''"""The recipe of a benchmark, in the place of the example's."""

import numpy as np
{imports}

from .dataset import Dataset

NAME = "{name}"


def load_data() -> Dataset:
{data}

def make_estimator():
    return {estimator}
'''

BREAST_CANCER = """\
    bunch = load_breast_cancer()
    return Dataset(
        task="classification",
        features=[str(name) for name in bunch.feature_names],
        x=bunch.data.astype(np.float32),
        y=bunch.target_names[bunch.target],
    )
"""
IRIS = """\
    bunch = load_iris()
    return Dataset(
        task="classification",
        features=list(bunch.feature_names),
        x=bunch.data.astype(np.float32),
        y=bunch.target_names[bunch.target],
    )
"""
WIDE = """\
    x, y = make_classification(n_samples=8000, n_features=100, n_informative=20, random_state=0)
    return Dataset(
        task="classification",
        features=[f"x{number}" for number in range(100)],
        x=x.round(4).astype(np.float32),
        y=np.array(["no", "yes"])[y],
    )
"""
FOREST_IMPORTS = """\
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier"""
LOGISTIC_IMPORTS = """\
from sklearn.datasets import {data}
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler"""
KEPT_IMPORTS = """\
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer"""


@dataclass(frozen=True)
class Scenario:
    """One model and one size of request.

    Attributes:
        name: for the command line and names of files.
        title: for people.
        recipe: the text of the project's ``ml/recipe.py``.
        rows: in one request.
        bodies: different ones that the load consists of, in turns.
        connections: at once, unless the command line says otherwise.
        onnx: whether ONNX can take the model.
        own_contract: whether the example's ``contract.json`` does not fit the data.

    """

    name: str
    title: str
    recipe: str
    rows: int = 1
    bodies: int = 64
    connections: tuple[int, ...] = (1, 16, 64)
    onnx: bool = True
    own_contract: bool = True


def _recipe(name: str, imports: str, data: str, estimator: str) -> str:
    return RECIPE.format(name=name, imports=imports, data=data, estimator=estimator)


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario(
            "forest",
            "Random forest of 100 trees, 30 features, one row a request",
            _recipe(
                "breast-cancer",
                FOREST_IMPORTS,
                BREAST_CANCER,
                "RandomForestClassifier(n_estimators=100, random_state=0)",
            ),
            own_contract=False,
        ),
        Scenario(
            "iris",
            "Logistic regression on iris, 4 features, one row a request",
            _recipe(
                "iris",
                LOGISTIC_IMPORTS.format(data="load_iris"),
                IRIS,
                "make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))",
            ),
        ),
        Scenario(
            "wide",
            "Logistic regression, 100 features, 1,000 rows a request",
            _recipe(
                "wide",
                LOGISTIC_IMPORTS.format(data="make_classification"),
                WIDE,
                "make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))",
            ),
            rows=1000,
            bodies=8,
            connections=(1, 4),
        ),
        Scenario(
            "kept",
            "Random forest of 100 trees that ONNX cannot take (its pipeline calls a function), one row a request",
            _recipe(
                "breast-cancer",
                KEPT_IMPORTS,
                BREAST_CANCER,
                "make_pipeline(\n"
                "        FunctionTransformer(np.log1p),\n"
                "        RandomForestClassifier(n_estimators=100, random_state=0),\n"
                "    )",
            ),
            onnx=False,
            own_contract=False,
        ),
    )
}
