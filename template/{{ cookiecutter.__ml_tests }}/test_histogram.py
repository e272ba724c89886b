"""How the values of each feature lay in training, as the manifest keeps it."""

import json
from pathlib import Path

import numpy as np
import pytest

from {{ cookiecutter.package_name }}.ml.histogram import histogram
from {{ cookiecutter.package_name }}.ml.manifest import Manifest, find, read
from {{ cookiecutter.package_name }}.ml.model import load
from {{ cookiecutter.package_name }}.ml.recipe import load_data
from {{ cookiecutter.package_name }}.ml.signature import describe


def test_many_values_are_counted_in_ten_bins_of_the_same_size() -> None:
    values = np.random.default_rng(0).permutation(1000).astype(np.float32)

    made = histogram(values)

    assert made.edges == [99, 199, 299, 399, 499, 599, 699, 799, 899]
    assert made.counts == [100] * 10


def test_each_of_a_few_values_has_a_bin() -> None:
    made = histogram(np.array([1, 2, 2, 5, 1, 2], np.float32))

    assert made.edges == [1, 2]
    assert made.counts == [2, 3, 1]


def test_anything_but_the_one_value_of_training_falls_into_an_empty_bin() -> None:
    made = histogram(np.full(7, 0.1, np.float32))

    assert made.counts == [0, 7, 0]
    assert made.edges[0] < made.edges[1] == np.float32(0.1)


@pytest.mark.parametrize("common", [0, 50, 99])
def test_rare_values_beside_a_common_one_are_not_lost(common: int) -> None:
    rare = [value for value in range(100) if value != common]

    made = histogram(np.array([common] * 10_000 + rare, np.float32))

    assert sum(made.counts) == 10_099
    assert len(made.counts) == len(made.edges) + 1 >= 2
    assert min(made.counts) > 0


def test_every_feature_has_all_training_rows_in_its_bins(manifest: Manifest) -> None:
    assert list(manifest.histograms) == load_data().features
    counts = {name: sum(each.counts) for name, each in manifest.histograms.items()}
    assert set(counts.values()) == {manifest.rows["training"]}


def test_whoever_asks_for_the_model_is_told_how_it_was_trained(manifest: Manifest) -> None:
    training = describe(manifest)["parameters"]["training"]

    assert json.loads(json.dumps(training)) == json.loads(
        manifest.model_dump_json(include={"ranges", "histograms"})
    )


def test_a_manifest_from_before_there_were_histograms_still_loads(
    models_dir: Path, tmp_path: Path
) -> None:
    source = find(models_dir)
    manifest = json.loads((source / "manifest.json").read_bytes())
    del manifest["histograms"]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (tmp_path / manifest["file"]).write_bytes((source / manifest["file"]).read_bytes())

    model = load(tmp_path)

    assert read(tmp_path).histograms == {}
    assert describe(model.manifest)["parameters"]["training"]["histograms"] == {}
