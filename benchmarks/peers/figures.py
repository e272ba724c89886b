"""The columns of the tables: how each figure of a peer is taken from what was measured, and which of two is better."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .pairing import short
from .results import Results, Run

MEGABYTE = 1e6


@dataclass(frozen=True)
class Figure:
    """A column: its title, its value in one measurement, how the median is written, and what is better."""

    title: str
    of: Callable[[Any], float]
    write: Callable[[float], str] = short
    more_is_better: bool = False

    def median(self, measured: Sequence[Any]) -> float:
        """Return the median of what was *measured*."""
        return statistics.median(map(self.of, measured))

    def is_better(self, one: float, other: float) -> bool:
        """Say whether *one* is better than *other*, as far as the table shows."""
        if self.write(one) == self.write(other):
            return False
        return one > other if self.more_is_better else one < other


RATE = Figure("requests/s", lambda run: run.per_second, more_is_better=True)
LOAD = (
    RATE,
    Figure("p50 ms", lambda run: run.p50),
    Figure("p99 ms", lambda run: run.p99),
    Figure("CPU µs/request", lambda run: run.cpu),
)
COLD = Figure("first 200 after s", lambda start: start.cold, "{:.2f}".format)
MEMORY = Figure("memory MB", lambda start: start.memory / MEGABYTE, "{:.0f}".format)
PACKAGES = Figure("packages MB", lambda about: about.size / MEGABYTE, "{:.0f}".format)


def runs_of(results: Results, peer: str, connections: int) -> list[Run]:
    """Return the loads on one peer."""
    return [run for run in results.runs if (run.peer, run.connections) == (peer, connections)]


def loads(results: Results) -> list[int]:
    """Return the numbers of connections that there are."""
    return sorted({run.connections for run in results.runs})


def costs(results: Results, peer: str) -> dict[Figure, float]:
    """Return what a peer needs besides; nothing where it never ran."""
    starts = [start for start in results.starts if start.peer == peer]
    if not starts:
        return {}
    return {COLD: COLD.median(starts), MEMORY: MEMORY.median(starts), PACKAGES: PACKAGES.of(results.peers[peer])}
