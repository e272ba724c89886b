"""Sample rows give names, types, ranges, categories, nulls and examples, whatever they are written in."""

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="the extra `models` is not installed")
pytestmark = pytest.mark.models

import pandas as pd  # noqa: E402
import skops.io  # noqa: E402
from adopt.estimators import MODELS, people  # noqa: E402
from adopt.served import records  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

from mlserve.adopt import Given, adopt  # noqa: E402
from mlserve.adopt.child import matching, sample, sample_files  # noqa: E402
from mlserve.adopt.child.columns import Column  # noqa: E402
from mlserve.adopt.child.refused import Refused  # noqa: E402
from mlserve.adopt.child.source import Source  # noqa: E402


def source(*columns: Column, named: bool = True) -> Source:
    return Source("regression", list(columns), named, [], {}, dict, [])


WRITERS: dict[str, Any] = {
    "csv": lambda frame, path: frame.to_csv(path, index=False),
    "semicolons and a BOM": lambda frame, path: frame.to_csv(path, index=False, sep=";", encoding="utf-8-sig"),
    "tabs in UTF-16": lambda frame, path: frame.to_csv(path, index=False, sep="\t", encoding="utf-16"),
    "windows-1252": lambda frame, path: frame.to_csv(path, index=False, encoding="cp1252"),
    "parquet": lambda frame, path: frame.to_parquet(path),
    "json lines": lambda frame, path: frame.to_json(path, orient="records", lines=True),
    "json": lambda frame, path: frame.to_json(path, orient="records"),
    "split": lambda frame, path: frame.to_json(path, orient="split", index=False),
}


@pytest.mark.parametrize("name", WRITERS)
def test_each_way_of_writing_rows_gives_the_same_columns(name: str, tmp_path: Path) -> None:
    frame = people(nulls=True)
    WRITERS[name](frame, tmp_path / "rows")

    table = sample.read(tmp_path / "rows", set())

    assert table.types == {
        "age": "integer",
        "income": "number",
        "debt ratio": "number",
        "city": "string",
        "member": "boolean",
    }
    for column in frame:
        assert [row[column] for row in records(pd.DataFrame(table.columns))] == [row[column] for row in records(frame)]


def test_dates_stay_text_and_codes_keep_their_zeros(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("day,code\n2026-11-27,0150\n2026-11-28,0151\n")

    table = sample.read(tmp_path / "rows.csv", {"code"})

    assert table.columns["day"].tolist() == ["2026-11-27", "2026-11-28"]
    assert table.columns["code"].tolist() == ["0150", "0151"]


def test_a_long_sample_is_read_as_far_as_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "MAX_ROWS", 100)
    people().to_csv(tmp_path / "rows.csv", index=False)

    table = sample.read(tmp_path / "rows.csv", set())

    assert table.rows == len(table.columns["age"]) == 100
    assert "first 100 were read" in table.notes[0]


def test_a_large_sample_is_read_as_far_as_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_files, "MAX_BYTES", 1000)
    people().to_csv(tmp_path / "rows.csv", index=False)

    assert 5 < sample.read(tmp_path / "rows.csv", set()).rows < 100


BROKEN = {
    "nothing but names": ("a,b\n", "no rows"),
    "no names": ("1,2\n3,4\n", "names of the columns"),
    "ragged lists": ('{"a": [1, 2]}\n{"a": [1]}\n', "must have one length"),
    "cut off": ('{"a": 1}\n{"a": ', "cannot be read"),
    "more cells than columns": ("a,b\n1,2,3\n", "cannot be read"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_sample_is_refused(name: str, tmp_path: Path) -> None:
    text, words = BROKEN[name]
    (tmp_path / "rows").write_text(text)

    with pytest.raises(Refused, match=words):
        sample.read(tmp_path / "rows", set())


def test_few_values_of_a_text_column_are_categories_and_many_are_not(tmp_path: Path) -> None:
    frame = pd.DataFrame({"city": ["Oslo", "Bergen"] * 50, "name": [f"n{index}" for index in range(100)]})
    frame.to_parquet(tmp_path / "rows")

    columns, _, _ = matching.match(
        source(Column("city"), Column("name")), sample.read(tmp_path / "rows", set()), tmp_path
    )

    assert [column.categories for column in columns] == [["Bergen", "Oslo"], []]


def test_the_encoder_knows_the_categories_better_than_the_sample(tmp_path: Path) -> None:
    pd.DataFrame({"city": ["Oslo", "Bergen"] * 50}).to_parquet(tmp_path / "rows")
    known = Column("city", type="string", categories=["Bergen", "Oslo", "Tromsø"])

    columns, _, _ = matching.match(source(known), sample.read(tmp_path / "rows", set()), tmp_path)

    assert columns[0].categories == ["Bergen", "Oslo", "Tromsø"]


def test_columns_without_names_need_a_sample_of_as_many(tmp_path: Path) -> None:
    (tmp_path / "rows").write_text("a,b,target\n1,2,3\n")

    with pytest.raises(Refused, match="takes 2 columns and does not know their names"):
        matching.match(source(Column("x0"), Column("x1"), named=False), sample.read(tmp_path / "rows", set()), tmp_path)


def test_text_where_the_model_takes_numbers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rows").write_text("a\nmany\n")

    with pytest.raises(Refused, match="takes numbers in 'a', the sample has text: 'many'"):
        matching.match(source(Column("a", type="number")), sample.read(tmp_path / "rows", set()), tmp_path)


def test_the_contract_says_what_the_rows_say(tmp_path: Path) -> None:
    estimator, _, _ = MODELS["nulls"]()
    skops.io.dump(estimator, tmp_path / "model.skops")
    people(nulls=True).assign(verdict="?").to_csv(tmp_path / "rows.csv", index=False)

    adopted = adopt(Given(tmp_path / "model.skops", sample=tmp_path / "rows.csv"), tmp_path / "into")

    age, income, ratio, city = adopted.contract["features"]
    assert (age["type"], age["usual"], "minimum" in age) == ("integer", [18.0, 89.0], False)
    assert (income["type"], income["nullable"]) == ("number", True)
    assert "nullable" not in ratio
    assert (city["enum"], city["nullable"]) == (["Bergen", "Oslo", "Tromsø"], True)
    assert adopted.manifest["rows"] == {"sample": 600}
    assert sum(adopted.manifest["histograms"]["age"]["counts"]) == 600
    assert set(adopted.manifest["histograms"]) == {"age", "income", "debt ratio"}
    example = json.loads((tmp_path / "into" / "example.json").read_text(encoding="utf-8"))
    assert None not in example["rows"][0].values()


@pytest.mark.parametrize(
    "names", [["größe (cm)", 'naïve "quoted"', "a/b"], ["../up", "", "日本"]], ids=["strange", "stranger"]
)
def test_unusual_names_of_features_survive(names: list[str], tmp_path: Path) -> None:
    frame = people()[["age", "income", "debt ratio"]].set_axis(names, axis=1)
    estimator = LogisticRegression(max_iter=500).fit(frame, frame[names[0]] > 40)
    skops.io.dump(estimator, tmp_path / "model.skops")

    adopted = adopt(Given(tmp_path / "model.skops"), tmp_path / "into")

    assert [feature["name"] for feature in adopted.contract["features"]] == names
    assert sorted(path.name for path in tmp_path.iterdir()) == ["into", "model.skops"]


def test_ten_thousand_columns_are_served(tmp_path: Path) -> None:
    import numpy as np

    x = np.random.default_rng(0).normal(size=(30, 10_000))
    skops.io.dump(LogisticRegression().fit(x, x[:, 0] > 0), tmp_path / "wide.skops")

    adopted = adopt(Given(tmp_path / "wide.skops"), tmp_path / "into")

    assert adopted.contract["inputs"][0]["shape"] == [-1, 10_000]
    assert len(adopted.contract["features"]) == 10_000
