"""Find the highest rate that keeps a promise: by trying, and few times."""

from collections.abc import Callable
from dataclasses import dataclass

MOST_TRIES = 10
CLOSE = 1.05  # a machine that does other things, too, tells no finer


@dataclass(frozen=True)
class Found:
    """The highest rate that kept it (0: none did) and the lowest that did not (None: all did)."""

    kept: float
    broken: float | None


def highest(keeps: Callable[[float], bool | None], first: float) -> Found:
    """Search from *first* on: doubling or halving until it lies between two rates, then by bisection.

    *keeps* tries a rate; None ends the search with what is known by then.
    """
    found = Found(0.0, None)
    rate = first
    for _ in range(MOST_TRIES):
        kept = keeps(rate)
        if kept is None:
            break
        found = Found(rate, found.broken) if kept else Found(found.kept, rate)
        if found.broken is None:
            rate = 2 * found.kept
        elif not found.kept:
            rate = found.broken / 2
        elif found.broken <= CLOSE * found.kept:
            break
        else:
            rate = (found.kept + found.broken) / 2
    return found
