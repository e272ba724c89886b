"""The data that the models learn: real data sets, and rows with strings, nulls, integers and booleans."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn import datasets

SEED = 7
SAMPLE, ASKED = 300, 500


@dataclass(frozen=True)
class Table:
    """Rows to learn from, what is to be learned, and others to ask for."""

    x: pd.DataFrame
    y: Any
    asked: pd.DataFrame

    @property
    def sample(self) -> pd.DataFrame:
        """The first rows, as a user would give them along."""
        return self.x.head(SAMPLE)


def _measured(load: Callable[..., Any], labels: Callable[[Any], Any] = lambda y: y) -> Table:
    """Return one of scikit-learn's data sets; rows asked for lie near those that were measured."""
    found = load(as_frame=True)
    draw = np.random.default_rng(SEED)
    chosen = found.data.sample(ASKED, replace=True, random_state=SEED).reset_index(drop=True)
    shaken = chosen * draw.normal(1, 0.01, chosen.shape)
    return Table(found.data, labels(found.target), shaken)


def iris() -> Table:
    """Three kinds of flowers, by name."""
    names = np.array(["setosa", "versicolor", "virginica"])
    return _measured(datasets.load_iris, lambda y: names[y])


def cancer() -> Table:
    """Two classes, as integers; 30 measurements."""
    return _measured(datasets.load_breast_cancer)


def diabetes() -> Table:
    """A number to be foretold from ten."""
    return _measured(datasets.load_diabetes)


def wine() -> Table:
    """Three classes, as integers; 13 measurements."""
    return _measured(datasets.load_wine)


def customers(*, nulls: bool = False) -> Table:
    """Rows of all kinds of columns; who is "yes" follows from them, but for some noise."""
    draw = np.random.default_rng(SEED)
    rows = 1200
    frame = pd.DataFrame(
        {
            "age": draw.integers(18, 90, rows),
            "monthly fee": draw.gamma(4, 12, rows).round(2),
            "plan": draw.choice(["basic", "plus", "premium"], rows, p=[0.5, 0.3, 0.2]),
            "region": draw.choice(["nord", "süd", "ost", "west"], rows),
            "active": draw.random(rows) < 0.7,
        }
    )
    score = 0.03 * frame["age"] - 0.02 * frame["monthly fee"] + (frame["plan"] == "basic") - frame["active"]
    y = np.where(score + draw.normal(0, 0.5, rows) > 0.4, "yes", "no")
    if nulls:
        frame["age"] = frame["age"].astype(float).mask(draw.random(rows) < 0.1)
        frame["monthly fee"] = frame["monthly fee"].mask(draw.random(rows) < 0.1)
        frame["region"] = frame["region"].mask(draw.random(rows) < 0.1)
    return Table(frame.head(700), y[:700], frame.tail(ASKED).reset_index(drop=True))
