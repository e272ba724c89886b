"""A promise of latency, as it is written and as it is kept."""

import pytest

from bench.results import result
from mlserve.bench.slo import Slo
from mlserve.errors import UsageMistake


@pytest.mark.parametrize(
    ("text", "percent", "seconds"),
    [("p99=50ms", 99, 0.05), ("p99.9=0.2s", 99.9, 0.2), ("P50 < 5 ms", 50, 0.005), ("p95<=1.5s", 95, 1.5)],
)
def test_it_is_a_percentile_and_a_time(text: str, percent: float, seconds: float) -> None:
    slo = Slo.parse(text)

    assert slo.percent == percent
    assert slo.seconds == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "p99", "50ms", "p99=50", "p99=50us", "p100=50ms", "p0=5ms", "p99=0ms", "p99>5ms"])
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageMistake, match="--slo p99=50ms") as refused:
        Slo.parse(text)

    assert repr(text) in refused.value.message


def test_it_is_kept_up_to_its_time_and_broken_by_errors() -> None:
    slo = Slo.parse("p99=50ms")

    assert slo.kept(result([0.05] * 99 + [1.0]))
    assert not slo.kept(result([0.05] * 98 + [1.0] * 2))
    assert not slo.kept(result([0.01] * 98, asked=100))
