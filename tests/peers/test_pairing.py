"""Ratios are those within a round, and every server is measured in every place of the order."""

import pytest

from peers.pairing import paired, rotated, short


def test_a_ratio_is_the_median_of_those_within_a_round_and_not_the_ratio_of_medians() -> None:
    rounds = [{"a": 10.0, "b": 5.0}, {"a": 30.0, "b": 10.0}, {"a": 8.0, "b": 8.0}]

    ratio = paired(rounds, "a", "b")

    assert ratio == (2.0, 1.0, 3.0, 3)
    assert str(ratio) == "2.00 (1.00 to 3.00)"


def test_a_round_that_lacks_one_side_counts_for_nothing() -> None:
    assert paired([{"a": 4.0}, {"b": 3.0}, {"a": 4.0, "b": 0.0}, {"a": 6.0, "b": 3.0}], "a", "b") == (2.0, 2.0, 2.0, 1)
    assert paired([{"a": 4.0}], "a", "b") is None


def test_in_as_many_rounds_as_there_are_servers_each_is_first_once() -> None:
    names = ["a", "b", "c"]

    assert [rotated(names, number)[0] for number in range(4)] == ["a", "b", "c", "a"]
    assert sorted(rotated(names, 2)) == names
    assert rotated([], 3) == []


@pytest.mark.parametrize(
    ("value", "written"),
    [(12345.6, "12,346"), (45.67, "45.7"), (1.234, "1.23"), (0.5, "0.50"), (0.0312, "0.031"), (0.0, "0")],
)
def test_a_number_has_the_figures_that_count(value: float, written: str) -> None:
    assert short(value) == written
