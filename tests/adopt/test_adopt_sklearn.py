"""A scikit-learn estimator is served as it is: as ONNX where that agrees, else as skops."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="the extra `models` is not installed")
pytestmark = pytest.mark.models

import joblib  # noqa: E402
import skops.io  # noqa: E402
from adopt.estimators import MODELS  # noqa: E402
from adopt.served import Served, check, records, same  # noqa: E402

from mlserve.adopt import Given, adopt  # noqa: E402


@pytest.mark.parametrize("name", MODELS)
def test_each_kind_of_estimator_answers_as_before_on_rows_that_it_has_not_seen(name: str, tmp_path: Path) -> None:
    estimator, x, frame = MODELS[name]()
    joblib.dump(estimator, tmp_path / f"{name}.joblib")
    frame.to_parquet(tmp_path / "rows.parquet")
    frame.sample(frac=0.4, random_state=0).to_parquet(tmp_path / "sample.parquet")

    adopted = adopt(
        Given(tmp_path / f"{name}.joblib", sample=tmp_path / "sample.parquet", trust=True), tmp_path / "into"
    )

    served = Served(tmp_path / "into")
    check(served)
    answers = served.answer(records(frame))
    for output, wanted in original(estimator, x).items():
        same(answers[output], wanted)
    assert adopted.facts.sha256
    assert any("answers as" in line for line in adopted.report), adopted.report


@pytest.mark.parametrize("name", ["logistic", "histogram-trees", "mixed", "nulls", "embedding", "logistic-unnamed"])
def test_a_skops_file_needs_no_trust_and_no_sample(name: str, tmp_path: Path) -> None:
    estimator, x, frame = MODELS[name]()
    skops.io.dump(estimator, tmp_path / "model.skops")

    adopted = adopt(Given(tmp_path / "model.skops"), tmp_path / "into")

    served = Served(tmp_path / "into")
    check(served)
    renamed = dict(zip(frame.columns, [feature["name"] for feature in served.contract["features"]], strict=False))
    whole = frame.dropna()
    names = served.manifest["signature"]["features"]
    columns = {renamed.get(name, name): whole[name].tolist() for name in frame.columns}
    rows = [{name: columns.get(name, whole.get(name))[row] for name in names} for row in range(len(whole))]
    if x is frame:
        rows = whole[names].to_dict("records")
        x = whole
    answers = served.answer(rows)
    for output, wanted in original(estimator, x).items():
        same(answers[output], wanted)
    assert any(gap["how"].startswith("--sample") for gap in adopted.facts.missing)


def original(estimator: Any, x: Any) -> dict[str, Any]:
    """Ask the estimator itself."""
    import numpy as np

    if not hasattr(estimator, "predict"):
        return {"embedding": estimator.transform(x)}
    predicted = np.asarray(estimator.predict(x))
    if hasattr(estimator, "classes_"):
        probabilities = {"probabilities": estimator.predict_proba(x)} if hasattr(estimator, "predict_proba") else {}
        return {"label": predicted.astype(int) if predicted.dtype == bool else predicted, **probabilities}
    kind = estimator.__sklearn_tags__().estimator_type
    if kind == "regressor":
        return {"value": predicted.reshape(len(predicted), -1)}
    return {"label" if kind == "outlier_detector" else "cluster": predicted}
