"""Ratios within a round: what was measured shortly one after the other is compared, and nothing else."""

import statistics
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Round = Mapping[str, float]
"""One figure for each peer that was measured in a round, by the peer's name."""


class Ratio(NamedTuple):
    """A ratio in all rounds that had both sides."""

    median: float
    least: float
    most: float
    rounds: int

    def __str__(self) -> str:
        """Write it as in a table: the median, and what it ran from and to."""
        return f"{short(self.median)} ({short(self.least)} to {short(self.most)})"


def paired(rounds: Sequence[Round], one: str, other: str) -> Ratio | None:
    """Return *one* divided by *other*, within each round that has both; nothing where none has."""
    ratios = [each[one] / each[other] for each in rounds if one in each and each.get(other)]
    if not ratios:
        return None
    return Ratio(statistics.median(ratios), min(ratios), max(ratios), len(ratios))


def rotated(names: Sequence[str], number: int) -> list[str]:
    """Return the order for round *number*: who was first is last in the next one."""
    start = number % len(names) if names else 0
    return [*names[start:], *names[:start]]


def short(value: float) -> str:
    """Write a number with two or three figures that count, and no more."""
    if value >= 100:  # noqa: PLR2004
        return f"{value:,.0f}"
    if value >= 10:  # noqa: PLR2004
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"  # noqa: PLR2004
