"""MLflow folders and Python files."""

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="the extra `models` is not installed")
pytestmark = [pytest.mark.models, pytest.mark.filterwarnings("ignore")]  # MLflow warns of much

import numpy as np  # noqa: E402
from adopt.estimators import MODELS, NUMBERS, people  # noqa: E402
from adopt.served import Served, check, same  # noqa: E402

from mlserve.adopt import Given, adopt  # noqa: E402
from mlserve.errors import ModelUnsupported, SampleRefused, TrustNeeded  # noqa: E402


@pytest.mark.parametrize("how", ["skops", "cloudpickle"])
def test_an_mlflow_folder_gives_its_signature_and_its_example(how: str, tmp_path: Path) -> None:
    import mlflow.sklearn
    from mlflow.models import infer_signature

    estimator, x, _ = MODELS["mixed"]()
    x = x.drop(columns="member")
    mlflow.sklearn.save_model(
        estimator,
        tmp_path / "model",
        serialization_format=how,
        signature=infer_signature(x, estimator.predict(x)),
        input_example=x.head(5),
    )

    if how == "cloudpickle":
        with pytest.raises(TrustNeeded, match="--trust"):
            adopt(Given(tmp_path / "model"), tmp_path / "into")
    adopted = adopt(Given(tmp_path / "model", trust=how == "cloudpickle"), tmp_path / "into")

    served = Served(tmp_path / "into")
    check(served)
    answers = served.answer(x.to_dict("records"))
    same(answers["label"], estimator.predict(x))
    same(answers["probabilities"], estimator.predict_proba(x))
    assert adopted.facts.format == "mlflow"
    assert {"mlflow", "scikit-learn"} <= set(adopted.facts.libraries)
    assert adopted.contract["features"][0]["usual"] == [float(x["age"].head().min()), float(x["age"].head().max())]


def test_the_names_of_an_mlflow_signature_are_those_of_a_model_without(tmp_path: Path) -> None:
    import mlflow.xgboost
    import xgboost
    from mlflow.models import infer_signature

    x = people()[NUMBERS]
    y = (x["age"] > 40).astype(int)
    estimator = xgboost.XGBClassifier(n_estimators=5).fit(x.to_numpy(), y)
    mlflow.xgboost.save_model(estimator, tmp_path / "model", signature=infer_signature(x, y))

    adopted = adopt(Given(tmp_path / "model"), tmp_path / "into")

    check(Served(tmp_path / "into"))
    assert [feature["name"] for feature in adopted.contract["features"]] == NUMBERS


PYTHON = """
import json

CLASSES = ["no", "yes"]


def load(path):
    return json.loads((path / "weights.json").read_text())


def predict(model, batch):
    import numpy as np

    score = 1 / (1 + np.exp(-(batch["age"] * model["age"] - 2 + (batch["city"] == "Oslo"))))
    return {
        "label": np.where(score > 0.5, "yes", "no").astype(object),
        "probabilities": np.stack([1 - score, score], axis=1),
    }
"""


def python_model(folder: Path) -> Path:
    """Make a folder with a model.py and a file that it needs, and sample rows beside it."""
    (folder / "scores").mkdir()
    (folder / "scores" / "model.py").write_text(PYTHON)
    (folder / "scores" / "weights.json").write_text('{"age": 0.05}')
    people()[["age", "city"]].to_csv(folder / "rows.csv", index=False)
    return folder / "scores"


def test_a_python_model_is_served_with_the_files_that_it_needs(tmp_path: Path) -> None:
    model = python_model(tmp_path)

    adopted = adopt(Given(model, sample=tmp_path / "rows.csv", trust=True), tmp_path / "into")

    served = Served(tmp_path / "into")
    check(served)
    assert (adopted.contract["name"], adopted.contract["classes"]) == ("scores", ["no", "yes"])
    assert list(adopted.manifest["files"]) == ["weights.json"]
    assert (served.file.parent / "weights.json").read_text() == '{"age": 0.05}'
    assert adopted.contract["inputs"] == [
        {"name": "age", "datatype": "INT64", "shape": [-1]},
        {"name": "city", "datatype": "BYTES", "shape": [-1]},
    ]


def test_a_python_model_needs_a_sample(tmp_path: Path) -> None:
    with pytest.raises(SampleRefused, match="give rows with --sample"):
        adopt(Given(python_model(tmp_path), trust=True), tmp_path / "into")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def load(path):\n    return (path / 'gone').read_text()\n", "put its files into a folder"),
        ("def load(path):\n    return 1\n", "no predict"),
        ("def load(path): ...\ndef predict(model, batch):\n    return batch['gone']\n", "KeyError"),
        ("def load(path): ...\ndef predict(model, batch):\n    return 1\n", "a row each"),
        ("import os\ndef load(path):\n    os.abort()\n", "crashed|more memory"),
        ("def load(path):\n    return bytearray(2**40)\n", "memory|MemoryError"),
    ],
    ids=["load fails", "no predict", "predict fails", "no row each", "crash", "memory"],
)
def test_a_python_file_that_does_not_work_is_refused_with_the_reason(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(text)
    people()[["age"]].to_csv(tmp_path / "rows.csv", index=False)

    with pytest.raises(Exception, match=words) as caught:
        adopt(Given(tmp_path / "model.py", sample=tmp_path / "rows.csv", trust=True), tmp_path / "into")

    assert type(caught.value).__module__ == "mlserve.errors"
    assert not (tmp_path / "into").exists()


def test_numbers_without_a_name_are_a_regression(tmp_path: Path) -> None:
    (tmp_path / "double.py").write_text(
        "def load(path): ...\ndef predict(model, batch):\n    return batch['age'] * 2.0\n"
    )
    people()[["age"]].to_csv(tmp_path / "rows.csv", index=False)

    adopted = adopt(Given(tmp_path / "double.py", sample=tmp_path / "rows.csv", trust=True), tmp_path / "into")

    assert (adopted.contract["task"], adopted.contract["outputs"][0]["name"]) == ("regression", "value")
    answer: Any = Served(tmp_path / "into").answer([{"age": 21}])["value"]
    same(np.ravel(answer), [42.0])


def test_a_pickle_of_a_class_that_is_not_there_names_the_module(tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(b"\x80\x02cno_such_module\nModel\nq\x00.")

    with pytest.raises(Exception, match=r"(?s)no_such_module.*--python PATH"):
        adopt(Given(tmp_path / "model.pkl", trust=True), tmp_path / "into")


def test_several_things_in_one_pickle_are_no_model(tmp_path: Path) -> None:
    import joblib

    joblib.dump({"model": 1, "scaler": 2}, tmp_path / "model.joblib", compress=3)

    with pytest.raises(ModelUnsupported, match="a dict of 2 things"):
        adopt(Given(tmp_path / "model.joblib", trust=True), tmp_path / "into")


def test_nothing_is_left_over_beside_what_was_written(tmp_path: Path) -> None:
    adopt(Given(python_model(tmp_path), sample=tmp_path / "rows.csv", trust=True), tmp_path / "into")

    written = sorted(
        path.relative_to(tmp_path / "into").as_posix() for path in (tmp_path / "into").rglob("*") if path.is_file()
    )
    version = "models/scores/1"
    files = ["manifest.json", "model.py", "weights.json"]
    assert written == ["contract.json", "example.json", *(f"{version}/{name}" for name in files)]
    assert json.loads((tmp_path / "into" / version / "manifest.json").read_text())["version"] == "1"
