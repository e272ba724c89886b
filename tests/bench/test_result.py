"""What is made of latencies."""

import math

import pytest

from bench.results import result


def test_a_percentile_is_a_latency_that_was_seen_and_that_so_many_did_not_exceed() -> None:
    hundred = result([each / 1000 for each in range(1, 101)])

    assert hundred.percentile(50) == 0.050
    assert hundred.percentile(99) == 0.099


@pytest.mark.parametrize(("answers", "percent", "known"), [(99, 99, False), (100, 99, True), (999, 99.9, False)])
def test_a_percentile_is_not_told_where_too_few_answered(answers: int, percent: float, *, known: bool) -> None:
    assert (result([0.01] * answers).percentile(percent) is not None) == known


def test_of_all_requests_one_without_a_good_answer_took_for_ever() -> None:
    one_in_a_hundred = result([0.01] * 99, asked=100)

    assert one_in_a_hundred.percentile_of_all(99) == 0.01
    assert one_in_a_hundred.percentile_of_all(99.5) == math.inf


def test_where_nothing_was_answered_nothing_is_known() -> None:
    assert result().percentile(50) is None
    assert result(asked=5).percentile_of_all(50) == math.inf
