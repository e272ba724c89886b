"""Pipelines on tables with strings, nulls, integers and booleans."""

from collections.abc import Callable

from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from .data import customers
from .plain import dump_joblib, dump_skops, fitted
from .writing import Brought

NUMBERS, WORDS = ["age", "monthly fee"], ["plan", "region"]


def encoded() -> Brought:
    columns = ColumnTransformer(
        [("numbers", StandardScaler(), NUMBERS), ("words", OneHotEncoder(), WORDS), ("rest", "passthrough", ["active"])]
    )
    return fitted(make_pipeline(columns, LogisticRegression()), customers(), "encoded.joblib", dump_joblib)


def imputed() -> Brought:
    columns = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), NUMBERS),
            (
                "words",
                make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")),
                WORDS,
            ),
        ]
    )
    table = customers(nulls=True)
    return fitted(
        make_pipeline(columns, RandomForestClassifier(30, random_state=0)),
        table,
        "imputed.skops",
        dump_skops,
        sample_file="sample.parquet",
    )


def in_order() -> Brought:
    columns = ColumnTransformer(
        [("words", OrdinalEncoder(), WORDS)], remainder="passthrough", verbose_feature_names_out=False
    )
    return fitted(
        make_pipeline(columns, RandomForestClassifier(30, random_state=0)), customers(), "in-order.skops", dump_skops
    )


MODELS: dict[str, Callable[[], Brought]] = {"encoded": encoded, "imputed": imputed, "in-order": in_order}
