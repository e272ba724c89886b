"""Where two forms of a model might part, they are compared; and histograms are those of what is generated."""

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="the extra `models` is not installed")
pytestmark = pytest.mark.models

from conftest import ROOT  # noqa: E402

from mlserve.adopt.child import probing  # noqa: E402
from mlserve.adopt.child.columns import Column  # noqa: E402
from mlserve.adopt.child.comparing import compare  # noqa: E402
from mlserve.adopt.child.histogram import histogram  # noqa: E402


def test_each_value_that_a_column_of_cents_may_have_is_tried() -> None:
    seen = np.round(np.random.default_rng(0).uniform(1, 5, 50), 2)

    probed = probing.probe([Column("price", type="number")], {"price": seen})["price"]

    cents = round((seen.max() - seen.min()) * 100) + 1
    assert len(set(np.round(probed[probing.COUNT :], 2))) == cents
    assert (seen.min(), seen.max()) == (probed.min(), probed.max())


def test_values_between_two_that_were_seen_are_tried_where_there_is_no_grid() -> None:
    seen = np.array([1.0, np.pi, np.e * 10])

    probed = probing.probe([Column("x", type="number")], {"x": seen})["x"]

    assert {(1 + np.pi) / 2, (np.pi + np.e * 10) / 2} <= set(probed.tolist())


@pytest.mark.parametrize(
    ("got", "agrees"),
    [([1.0, 1000.0], True), ([1.000009, 1000.0], True), ([1.002, 1000.0], False), ([1.0, 1000.02], False)],
)
def test_numbers_agree_to_five_digits(got: list[float], agrees: bool) -> None:  # noqa: FBT001
    compared = compare({"value": np.array([1.0, 1000.0])}, {"value": np.array(got)})

    assert (not compared.difference) == agrees


def test_one_label_that_differs_is_a_difference() -> None:
    compared = compare({"label": np.array(["a", "b"], object)}, {"label": np.array(["a", "a"], object)})

    assert "1 of 2 values of label differ" in compared.difference


@pytest.mark.parametrize("values", [[1.0], [1.0, 1.0, 2.0], list(range(1000)), [0.0] * 99 + [1.0], [0.5, 0.25] * 40])
def test_histograms_are_those_of_the_generated_project(values: list[float]) -> None:
    pytest.importorskip("pydantic")
    (file,) = (ROOT / "template" / "{{ cookiecutter.__ml }}").glob("*histogram.py*")
    theirs: dict[str, Any] = {"__name__": "histogram"}
    exec(compile(file.read_text(encoding="utf-8"), "histogram.py", "exec"), theirs)  # noqa: S102
    column = np.array(values, np.float32)

    assert histogram(column) == theirs["histogram"](column).model_dump()
