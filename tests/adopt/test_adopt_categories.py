"""Boosters that were trained on a DataFrame with columns of categories."""

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
from mlserve.adopt.child.lightgbm_categories import places  # noqa: E402
from mlserve.errors import ModelUnsupported, SampleRefused  # noqa: E402

LIBRARIES = ("xgboost", "lightgbm")


def data(seed: int = 0, city: str = "Accra") -> tuple[pd.DataFrame, Any]:
    """Return rows and classes 0 and 1; categories are in an order of their own, and some cities lack."""
    random = np.random.default_rng(seed)
    x = pd.DataFrame({"age": random.normal(size=500), "flag": random.random(500) < 0.5})
    x["size"] = pd.Categorical(random.choice([30, 10, 20], 500), categories=[30, 10, 20])
    x["city"] = pd.Categorical(random.choice(["Seoul", "Oslo", city], 500), categories=["Seoul", "Oslo", city])
    y = (x["age"] + (x["city"] == "Oslo") + (x["size"] == 10) > 0.7).astype(int).to_numpy()
    x.loc[::9, "city"] = np.nan
    return x, y


def saved(library: str, x: pd.DataFrame, y: Any, folder: Path) -> tuple[Any, Path]:
    """Train a classifier of *library*, and save its booster as a file."""
    if library == "xgboost":
        estimator: Any = xgboost.XGBClassifier(n_estimators=15, enable_categorical=True).fit(x, y)
        estimator.save_model(folder / "model.ubj")
        return estimator, folder / "model.ubj"
    estimator = lightgbm.LGBMClassifier(n_estimators=15, verbose=-1).fit(x, y)
    estimator.booster_.save_model(folder / "model.txt")
    return estimator, folder / "model.txt"


@pytest.mark.parametrize("library", LIBRARIES)
def test_categories_are_served_as_the_library_answers_them(library: str, tmp_path: Path) -> None:
    x, y = data()
    estimator, file = saved(library, x, y, tmp_path)
    x.to_csv(tmp_path / "rows.csv", index=False)

    adopted = adopt(Given(file, sample=tmp_path / "rows.csv"), tmp_path / "into")

    served, new = Served(tmp_path / "into"), data(1)[0]
    check(served)
    answers = served.answer(records(new))
    same(answers["label"], estimator.predict(new))
    same(answers["probabilities"], estimator.predict_proba(new))
    features = {feature["name"]: feature for feature in adopted.contract["features"]}
    assert (features["city"]["type"], features["city"]["enum"]) == ("string", ["Seoul", "Oslo", "Accra"])
    assert (features["size"]["type"], features["size"]["enum"]) == ("integer", [30, 10, 20])
    assert [name for name, feature in features.items() if feature.get("nullable")] == ["city"]
    assert adopted.runtime == library
    assert any(line.startswith("not as onnx: it has categories") for line in adopted.report)


def test_xgboost_tells_its_categories_without_a_sample(tmp_path: Path) -> None:
    _, file = saved("xgboost", *data(), tmp_path)

    adopted = adopt(Given(file), tmp_path / "into")

    check(Served(tmp_path / "into"))
    assert adopted.manifest["categories"] == {"size": [30, 10, 20], "city": ["Seoul", "Oslo", "Accra"]}


def test_xgboost_stops_at_its_best_round_with_categories_too(tmp_path: Path) -> None:
    x, y = data()
    noise = np.random.default_rng(5).random(500) < 0.4
    estimator = xgboost.XGBClassifier(n_estimators=200, enable_categorical=True, early_stopping_rounds=3)
    estimator.fit(x, y ^ noise, eval_set=[data(2)], verbose=False)
    estimator.save_model(tmp_path / "model.json")

    adopt(Given(tmp_path / "model.json"), tmp_path / "into")

    assert estimator.best_iteration + 1 < estimator.get_booster().num_boosted_rounds()
    whole = data(1)[0].dropna()
    same(Served(tmp_path / "into").answer(records(whole))["probabilities"], estimator.predict_proba(whole))


def test_categories_of_a_pickled_estimator_are_known_with_its_classes(tmp_path: Path) -> None:
    import joblib

    x, y = data()
    estimator = lightgbm.LGBMClassifier(n_estimators=15, verbose=-1).fit(x, np.array(["no", "yes"])[y])
    joblib.dump(estimator, tmp_path / "model.joblib")
    x.to_parquet(tmp_path / "rows.parquet")

    adopted = adopt(Given(tmp_path / "model.joblib", sample=tmp_path / "rows.parquet", trust=True), tmp_path / "into")

    new = data(1)[0]
    same(Served(tmp_path / "into").answer(records(new))["label"], estimator.predict(new))
    assert adopted.contract["classes"] == ["no", "yes"]


def test_lightgbm_takes_any_letters_and_xgboost_refuses_what_it_does_not_save_whole(tmp_path: Path) -> None:
    x, y = data(city="서울")
    x.to_csv(tmp_path / "rows.csv", index=False)
    estimator, text = saved("lightgbm", x, y, tmp_path)
    _, file = saved("xgboost", x, y, tmp_path)

    adopt(Given(text, sample=tmp_path / "rows.csv"), tmp_path / "into")

    new = data(1, city="서울")[0]
    same(Served(tmp_path / "into").answer(records(new))["probabilities"], estimator.predict_proba(new))
    with pytest.raises(ModelUnsupported, match=r"beyond ASCII, which XGBoost does not save whole\. Way out: name"):
        adopt(Given(file, sample=tmp_path / "rows.csv"), tmp_path / "into2")


def test_xgboost_that_learned_from_codes_is_refused_with_the_way_out(tmp_path: Path) -> None:
    x, y = data()
    codes = np.column_stack([x["age"], x["city"].cat.codes])
    table = xgboost.DMatrix(codes, y, feature_types=["q", "c"], missing=-1, enable_categorical=True)
    xgboost.train({"objective": "binary:logistic"}, table, 3).save_model(tmp_path / "model.json")

    with pytest.raises(ModelUnsupported, match=r"whose values it does not hold: .* Way out: train and save"):
        adopt(Given(tmp_path / "model.json"), tmp_path / "into")


def test_lightgbm_needs_a_sample_where_its_file_does_not_say_which_columns_have_categories(tmp_path: Path) -> None:
    x, y = data()
    x["level"] = pd.Categorical(np.where(x["age"] > 0, "high", "low"), categories=["low", "high"], ordered=True)
    estimator, file = saved("lightgbm", x, y, tmp_path)  # the span of `level` is [0:1], and so is that of `flag`
    x.to_csv(tmp_path / "rows.csv", index=False)

    adopt(Given(file, sample=tmp_path / "rows.csv"), tmp_path / "into")

    same(Served(tmp_path / "into").answer(records(x))["probabilities"], estimator.predict_proba(x))
    alike = x[["level", "flag"]].assign(city=x["city"])
    _, twice = saved("lightgbm", alike, y, tmp_path)
    with pytest.raises(SampleRefused, match="does not say which columns have them: give rows with --sample"):
        adopt(Given(twice), tmp_path / "into2")


def test_lists_are_given_to_columns_in_order_and_only_if_there_is_one_way() -> None:
    def fits(may: dict[int, str]) -> Any:
        return lambda index, values: values[0] in may.get(index, "")

    assert places(3, [["a"], ["b"]], fits({0: "a", 2: "b"})) == ([0, 2], True)
    assert places(3, [["a"], ["b"]], fits({0: "a", 1: "a", 2: "b"})) == ([0, 2], False)
    assert places(3, [["a"], ["b"]], fits({0: "b", 2: "a"})) is None
    assert places(3, [["a"], ["b"]], fits({0: "ab", 1: "ab"})) == ([0, 1], True)
