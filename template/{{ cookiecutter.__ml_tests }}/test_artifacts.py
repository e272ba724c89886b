"""From data to an artifact that can be trusted: train, release, find, verify."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from {{ cookiecutter.package_name }}.ml.dataset import (
    ContractError,
    Dataset,
)
from {{ cookiecutter.package_name }}.ml.export import export
from {{ cookiecutter.package_name }}.ml.manifest import (
    ArtifactError,
    Manifest,
    find,
    read,
)
from {{ cookiecutter.package_name }}.ml.model import (
    Model,
    load,
    sklearn_outputs,
)
from {{ cookiecutter.package_name }}.ml.recipe import (
    load_data,
    make_estimator,
)
from {{ cookiecutter.package_name }}.ml.release import (
    Facts,
    release,
)
from {{ cookiecutter.package_name }}.ml.train import main, train


@pytest.fixture
def folder(models_dir: Path, tmp_path: Path) -> Path:
    """A copy of the trained artifact, to be spoiled."""
    return Path(shutil.copytree(find(models_dir), tmp_path / "model" / "1"))


def change(folder: Path, **values: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_training_again_gives_the_same_artifact_and_writes_nothing(models_dir: Path) -> None:
    before = read(find(models_dir))

    folder, _ = train(models_dir)

    assert folder == find(models_dir)
    assert read(folder) == before


def test_another_seed_gives_the_next_version(models_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(models_dir, tmp_path / "models")

    folder, _ = train(tmp_path / "models", seed=1)

    assert folder.name == "2"
    assert find(tmp_path / "models") == folder


def test_the_model_is_better_than_guessing(models_dir: Path) -> None:
    metrics = read(find(models_dir)).metrics

    assert metrics.get("roc_auc", 1) > 0.95
    assert metrics.get("r2", 1) > 0.3


@pytest.fixture
def contract() -> dict[str, Any]:
    """What a service server promises that fits the data exactly."""
    data = load_data()
    columns = zip(data.features, data.x.T, strict=True)
    return {
        "task": data.task,
        "features": [
            {"name": name, "minimum": float(column.min()), "maximum": float(column.max())}
            for name, column in columns
        ],
        "classes": data.classes,
    }


def test_data_that_keeps_the_contract_is_learned_from(
    tmp_path: Path, contract: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "contract.json"
    path.write_text(json.dumps(contract), encoding="utf-8")

    main(["--models-dir", str(tmp_path / "models"), "--contract", str(path)])

    assert find(tmp_path / "models").name == "1"
    assert "training rows" in capsys.readouterr().out


def test_data_that_breaks_the_contract_is_not_learned_from(
    tmp_path: Path, contract: dict[str, Any]
) -> None:
    feature = contract["features"][0]
    feature["maximum"] = feature["minimum"]
    path = tmp_path / "contract.json"
    path.write_text(json.dumps(contract), encoding="utf-8")

    with pytest.raises(ContractError, match=f"'{feature['name']}' runs from"):
        train(tmp_path / "models", contract=path)
    assert not (tmp_path / "models").exists()


def test_a_contract_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"the contract .* cannot be read"):
        main(["--models-dir", str(tmp_path), "--contract", str(tmp_path / "none.json")])
    assert list(tmp_path.iterdir()) == []


def released(estimator: Any, data: Dataset, parent: Path) -> tuple[Model, str]:
    artifact = export(estimator, data.x)
    facts = Facts(data, training=data.x, held_out=data.x, metrics={})
    model = load(release(artifact, facts, parent))
    model.check_golden()
    return model, artifact.reason


def assert_same(model: Model, estimator: Any, data: Dataset) -> None:
    answers = model.predict({"features": data.x})
    for name, expected in sklearn_outputs(estimator, data.x, data.task).items():
        if expected.dtype.kind in "OU":
            assert answers[name].tolist() == expected.tolist()
        else:
            np.testing.assert_allclose(answers[name], expected, rtol=1e-5, atol=1e-6)


def test_the_artifact_answers_as_the_estimator_does(tmp_path: Path) -> None:
    data = load_data()
    estimator = make_estimator().fit(data.x, data.y)

    model, _ = released(estimator, data, tmp_path / "model")

    assert model.manifest.format == "onnx"
    assert_same(model, estimator, data)


def test_an_estimator_that_onnx_cannot_express_is_kept_as_it_is(tmp_path: Path) -> None:
    data = load_data()
    if not data.classes:
        labels = np.where(data.y > np.median(data.y), "high", "low")
        data = replace(data, task="classification", y=labels)
    estimator = make_pipeline(FunctionTransformer(np.nan_to_num), LogisticRegression(max_iter=9000))
    estimator.fit(data.x, data.y)

    model, reason = released(estimator, data, tmp_path / "model")

    assert reason.startswith("ONNX cannot express it")
    assert model.manifest.format == "skops"
    assert model.manifest.trusted_types == ["numpy.nan_to_num"]
    assert_same(model, estimator, data)


def test_the_highest_version_is_found(folder: Path) -> None:
    for version in ("2", "10", "9"):
        shutil.copytree(folder, folder.parent / version)

    assert find(folder.parents[1]).name == "10"
    assert find(folder.parents[1], "model", "9").name == "9"


def test_several_models_need_a_name(folder: Path) -> None:
    shutil.copytree(folder, folder.parents[1] / "other" / "1")

    with pytest.raises(ArtifactError, match="set ML_MODEL_NAME"):
        find(folder.parents[1])


def test_a_missing_artifact_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="train one"):
        find(tmp_path)


def test_a_changed_artifact_is_not_opened(folder: Path) -> None:
    with (folder / "model.onnx").open("ab") as file:
        file.write(b"\0")

    with pytest.raises(ArtifactError, match="has sha256"):
        load(folder)


def test_a_damaged_manifest_is_named(folder: Path) -> None:
    change(folder, file="../../etc/passwd")

    with pytest.raises(ArtifactError, match=r"manifest\.json is damaged"):
        load(folder)


def test_a_model_that_answers_differently_is_found_out(folder: Path) -> None:
    manifest: Manifest = read(folder)
    golden = manifest.golden.model_dump()
    golden["outputs"][-1]["data"][3] += 0.25
    change(folder, golden=golden)

    with pytest.raises(ArtifactError, match=r"golden sample \d+: .* should be"):
        load(folder).check_golden()
