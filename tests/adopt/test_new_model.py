"""`mlserve new --model` and `mlserve model sync` as a user types them."""

import json
import pickle
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kinds import Run

pytest.importorskip("sklearn", reason="the extra `models` is not installed")
pytestmark = pytest.mark.models

import skops.io  # noqa: E402
from adopt.estimators import MODELS, people, verdict  # noqa: E402
from checks import contents  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.neighbors import KNeighborsClassifier  # noqa: E402

NUMBERS = ["age", "income", "debt ratio"]
CONTRACT = Path("churn/src/churn/api/contract.json")
Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Write a model of some columns, and rows for it beside it; return the model's file."""

    def save(name: str, columns: list[str], estimator: Any = None) -> Path:
        rows = people()
        learner = estimator or LogisticRegression(max_iter=2000)
        skops.io.dump(learner.fit(rows[columns], verdict(rows)), tmp_path / f"{name}.skops")
        rows[columns].to_csv(tmp_path / f"{name}.csv", index=False)
        return tmp_path / f"{name}.skops"

    return save


@pytest.fixture
def project(run: Run, save: Save) -> Path:
    """A project of a model with three features."""
    model = save("first", NUMBERS)
    made = run("new", "churn", "--yes", "--model", str(model), "--sample", str(model.with_suffix(".csv")))
    assert made.exit_code == 0, made.output
    return Path("churn")


def sync(run: Run, model: Path, *flags: str) -> Any:
    return run("model", "sync", "churn", "--model", str(model), "--sample", str(model.with_suffix(".csv")), *flags)


def contract() -> Any:
    return json.loads(CONTRACT.read_text(encoding="utf-8"))


def test_a_project_has_the_contract_an_example_and_the_artifact_of_its_model(project: Path) -> None:
    manifest = json.loads((project / "models/churn/1/manifest.json").read_text(encoding="utf-8"))
    example = json.loads((project / "example.json").read_text(encoding="utf-8"))
    answers = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mlserve"]["answers"]

    assert [each["name"] for each in contract()["features"]] == NUMBERS == list(example["rows"][0])
    assert (manifest["name"], manifest["version"], manifest["format"]) == ("churn", "1", "onnx")
    assert (answers["dataset"], answers["runtime"]) == ("own", "onnx")
    assert not list(project.rglob("train.py"))


def test_a_dry_run_lists_the_model_s_files_and_writes_nothing(run: Run, save: Save) -> None:
    result = run("new", "churn", "--yes", "--dry-run", "--model", str(save("first", NUMBERS)))

    assert result.exit_code == 0
    assert "model.onnx" in result.stdout
    assert list(Path().iterdir()) == []


def test_a_pickle_that_is_not_trusted_makes_no_project(run: Run, tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(MODELS["logistic"]()[0]))

    result = run("new", "churn", "--yes", "--model", str(tmp_path / "model.pkl"))

    assert result.exit_code == 1
    assert "--trust" in result.output
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "flags", [["--model", "m.onnx", "--dataset", "diabetes"], ["--sample", "rows.csv"], ["--tolerance", "0.001"]]
)
def test_flags_that_do_not_go_together_are_wrong_usage(run: Run, flags: list[str]) -> None:
    assert run("new", "churn", "--yes", *flags).exit_code == 2


def test_a_new_version_of_the_same_features_is_taken_and_the_owner_s_words_stay(
    run: Run, project: Path, save: Save
) -> None:
    written = CONTRACT.read_text(encoding="utf-8").replace(
        '"name": "age",', '"name": "age", "description": "In years.",'
    )
    CONTRACT.write_text(written, encoding="utf-8")

    result = sync(run, save("second", NUMBERS, LogisticRegression(C=0.1, max_iter=2000)))

    assert result.exit_code == 0, result.output
    assert "Nothing changes for clients" in result.stdout
    assert (project / "models/churn/2/model.onnx").exists()
    assert contract()["features"][0]["description"] == "In years."


def test_a_version_that_breaks_clients_is_refused_and_nothing_changes(run: Run, project: Path, save: Save) -> None:
    before = contents(project)

    result = sync(run, save("narrow", NUMBERS[:2]))

    assert result.exit_code == 1
    assert "debt ratio" in result.output
    assert "BREAKING" in result.output
    assert contents(project) == before


def test_a_version_that_breaks_clients_is_taken_where_that_is_meant(run: Run, project: Path, save: Save) -> None:
    result = sync(run, save("narrow", NUMBERS[:2]), "--breaking")

    assert result.exit_code == 0, result.output
    assert [each["name"] for each in contract()["features"]] == NUMBERS[:2]
    assert (project / "models/churn/2").is_dir()


def test_a_dry_run_of_sync_tells_and_changes_nothing(run: Run, project: Path, save: Save) -> None:
    before = contents(project)

    result = sync(run, save("narrow", NUMBERS[:2]), "--breaking", "--dry-run")

    assert (result.exit_code, "BREAKING" in result.stdout) == (0, True)
    assert contents(project) == before


def test_a_version_that_the_dependencies_cannot_run_is_refused(run: Run, project: Path, save: Save) -> None:
    before = contents(project)

    result = sync(run, save("kept", NUMBERS, KNeighborsClassifier(7, weights="distance")))

    assert result.exit_code == 1
    assert "runtime=scikit-learn" in result.output
    assert contents(project) == before


def test_a_project_that_trains_its_model_is_left_to_its_training(run: Run, save: Save) -> None:
    run("new", "churn", "--yes")

    result = sync(run, save("first", NUMBERS))

    assert result.exit_code == 1
    assert "recipe.py" in result.output


def test_the_types_of_a_project_are_printed(run: Run, project: Path) -> None:
    assert "debt ratio" in run("model", "schema", str(project), "--python").stdout
    assert run("model", "schema", str(project)).exit_code == 2
