"""Files of XGBoost and LightGBM are served as they are."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="the extra `models` is not installed")
pytestmark = pytest.mark.models

import lightgbm  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import xgboost  # noqa: E402
from adopt.served import Served, check, records, same  # noqa: E402

from mlserve.adopt import Given, adopt  # noqa: E402
from mlserve.errors import FileRefused, SampleRefused  # noqa: E402

NAMES = ["age", "monthly income", "balance"]


def data(seed: int = 0) -> tuple[pd.DataFrame, Any]:
    """Return rows and classes 0, 1, 2; some balances lack."""
    random = np.random.default_rng(seed)
    x = pd.DataFrame(random.normal(size=(500, 3)).astype(np.float32).astype(float), columns=NAMES)
    y = np.digitize(x["age"] + x["balance"], [-0.5, 0.5])
    x.loc[::9, "balance"] = np.nan
    return x, y


@pytest.mark.parametrize("ending", ["json", "ubj"])
def test_an_xgboost_classifier_answers_as_before_nulls_included(ending: str, tmp_path: Path) -> None:
    x, y = data()
    estimator = xgboost.XGBClassifier(n_estimators=15).fit(x, y)
    estimator.save_model(tmp_path / f"churn.{ending}")
    x.to_csv(tmp_path / "rows.csv", index=False)

    adopted = adopt(Given(tmp_path / f"churn.{ending}", sample=tmp_path / "rows.csv"), tmp_path / "into")

    served, new = Served(tmp_path / "into"), data(1)[0]
    check(served)
    answers = served.answer(records(new))
    same(answers["label"], estimator.predict(new))
    same(answers["probabilities"], estimator.predict_proba(new))
    assert adopted.contract["name"] == "churn"
    assert [feature.get("nullable", False) for feature in adopted.contract["features"]] == [False, False, True]


def test_xgboost_stops_at_its_best_round(tmp_path: Path) -> None:
    x, _ = data()
    y, noise = x["age"].to_numpy(), np.random.default_rng(5).normal(size=500)
    estimator = xgboost.XGBRegressor(n_estimators=200, early_stopping_rounds=3)
    estimator.fit(x, y + noise, eval_set=[(x, y - noise)], verbose=False)
    estimator.save_model(tmp_path / "model.ubj")

    adopt(Given(tmp_path / "model.ubj"), tmp_path / "into")

    assert estimator.best_iteration < estimator.get_booster().num_boosted_rounds() - 1
    whole = x.dropna()
    same(Served(tmp_path / "into").answer(records(whole))["value"], estimator.predict(whole).reshape(-1, 1))


def test_a_lightgbm_file_answers_as_before(tmp_path: Path) -> None:
    x, y = data()
    booster = lightgbm.train({"objective": "multiclass", "num_class": 3, "verbose": -1}, lightgbm.Dataset(x, y), 15)
    booster.save_model(tmp_path / "model.txt")
    x.to_parquet(tmp_path / "rows.parquet")

    adopted = adopt(Given(tmp_path / "model.txt", sample=tmp_path / "rows.parquet"), tmp_path / "into")

    served = Served(tmp_path / "into")
    check(served)
    answers = served.answer(records(x))
    same(answers["probabilities"], booster.predict(x))
    assert adopted.facts.task == "classification"
    assert [feature["name"] for feature in adopted.contract["features"]] == NAMES  # LightGBM has monthly_income


def test_a_lightgbm_estimator_keeps_its_classes(tmp_path: Path) -> None:
    import joblib

    x, y = data()
    words = np.array(["low", "middle", "high"])[y]
    estimator = lightgbm.LGBMClassifier(n_estimators=15, verbose=-1).fit(x, words)
    joblib.dump(estimator, tmp_path / "model.joblib")

    adopted = adopt(Given(tmp_path / "model.joblib", trust=True), tmp_path / "into")

    served, whole = Served(tmp_path / "into"), x.dropna()
    check(served)
    same(
        served.answer(
            [dict(zip(served.manifest["signature"]["features"], row, strict=True)) for row in whole.to_numpy()]
        )["label"],
        estimator.predict(whole),
    )
    assert (adopted.contract["classes"], adopted.runtime) == (["high", "low", "middle"], "lightgbm")


@pytest.mark.parametrize("library", ["xgboost", "lightgbm"])
def test_a_truncated_file_is_refused(library: str, tmp_path: Path) -> None:
    x, y = data()
    if library == "xgboost":
        xgboost.XGBClassifier(n_estimators=3).fit(x, y).save_model(tmp_path / "model.ubj")
    else:
        lightgbm.LGBMClassifier(n_estimators=3, verbose=-1).fit(x, y).booster_.save_model(tmp_path / "model.ubj")
    whole = (tmp_path / "model.ubj").read_bytes()
    (tmp_path / "model.ubj").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(FileRefused, match=r"ave it again|Copy it again"):
        adopt(Given(tmp_path / "model.ubj"), tmp_path / "into")

    assert not (tmp_path / "into").exists()


def test_missing_columns_are_named_and_others_left_out(tmp_path: Path) -> None:
    x, y = data()
    xgboost.XGBClassifier(n_estimators=3).fit(x, y).save_model(tmp_path / "model.json")
    x.assign(customer=range(500)).to_csv(tmp_path / "more.csv", index=False)
    x.drop(columns="age").to_csv(tmp_path / "less.csv", index=False)

    adopted = adopt(Given(tmp_path / "model.json", sample=tmp_path / "more.csv"), tmp_path / "into")

    assert any("does not use: 'customer'" in line for line in adopted.report)
    with pytest.raises(SampleRefused, match="lacks 1 of the 3 columns that the model takes: 'age'"):
        adopt(Given(tmp_path / "model.json", sample=tmp_path / "less.csv"), tmp_path / "into2")
