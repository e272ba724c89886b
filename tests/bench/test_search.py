"""The search for the highest rate."""

import pytest

from mlserve.bench.search import CLOSE, MOST_TRIES, highest


@pytest.mark.parametrize("limit", [130.0, 999.0, 1000.0, 1001.0, 4321.0, 20_000.0])
def test_it_finds_a_limit_in_few_tries(limit: float) -> None:
    tried: list[float] = []

    def keeps(rate: float) -> bool:
        tried.append(rate)
        return rate <= limit

    found = highest(keeps, 1000.0)

    assert len(tried) <= MOST_TRIES
    assert found.broken is not None
    assert found.kept <= limit < found.broken <= CLOSE * found.kept


def test_where_no_rate_keeps_it_none_is_found_and_the_search_ends() -> None:
    found = highest(lambda _: False, 1000.0)

    assert found.kept == 0
    assert found.broken == 1000 / 2 ** (MOST_TRIES - 1)


def test_where_every_rate_keeps_it_the_search_ends_too() -> None:
    assert highest(lambda _: True, 1.0).broken is None


def test_told_to_stop_it_tells_what_it_knows() -> None:
    answers = iter([True, False, None])

    found = highest(lambda _: next(answers), 100.0)

    assert (found.kept, found.broken) == (100, 200)
