"""How the highest rate that keeps a promise is looked for: which rates, how long each, over how many connections."""

import math
from collections.abc import Callable

from . import search
from .measuring import Measured
from .search import Found
from .slo import Slo

_FEWEST, _MOST = 16, 512
_LONGEST = 60.0  # seconds for one rate
_TRIES = 2  # where the server kept pace: perhaps it was the machine that was busy for a moment
_KEPT_PACE = 0.98

Try = Callable[[float, int, float], Measured | None]
"""Puts on a rate, over so many connections at most, for so many seconds; None: it was told to stop."""


def look_for(slo: Slo, try_out: Try, reached: float, seconds: float) -> Found:
    """Return the highest rate that keeps *slo*; begin below the one *reached* by clients as fast as they could."""

    def keeps(rate: float) -> bool | None:
        for _ in range(_TRIES):
            measured = try_out(rate, connections_for(slo, rate), seconds_for(slo, rate, seconds))
            if measured is None:
                return None
            if slo.kept(measured.result):
                return True
            if measured.result.per_second < _KEPT_PACE * rate:
                return False
        return False

    return search.highest(keeps, max(1.0, reached * 0.75))


def connections_for(slo: Slo, rate: float) -> int:
    """Return twice what is under way at the promised latency (Little's law): if these are in use, it is broken."""
    return min(_MOST, max(_FEWEST, math.ceil(2 * rate * slo.seconds)))


def seconds_for(slo: Slo, rate: float, seconds: float) -> float:
    """Return *seconds*, or longer where so few requests come that its percentile would not be known."""
    return min(_LONGEST, max(seconds, slo.needs / rate))
