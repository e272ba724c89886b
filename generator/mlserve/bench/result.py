"""What came back from a load: latencies, errors, and the figures made of them."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """How the requests of a load ended.

    Attributes:
        seconds: for how long requests were due.
        asked: requests that were due.
        latencies: of those answered with 2xx, in seconds, sorted.
        in_time: of those, how many came while requests were still due.
        errors: the others, by status or by what happened.
        said: what the first of each status said.
        client_cpu: CPU time of the load generator, as a share of one CPU.

    """

    seconds: float
    asked: int
    latencies: Sequence[float]
    in_time: int
    errors: Counter[str]
    said: dict[str, str]
    client_cpu: float

    @property
    def per_second(self) -> float:
        """Good answers per second."""
        return self.in_time / self.seconds

    def percentile(self, percent: float) -> float | None:
        """Return the latency that *percent* of the good answers did not exceed; None where they are too few to say."""
        if len(self.latencies) < needed_for(percent):
            return None
        return nearest_rank(self.latencies, percent, len(self.latencies))

    def percentile_of_all(self, percent: float) -> float:
        """Return the same of all that was asked: what got no good answer took for ever."""
        return nearest_rank(self.latencies, percent, self.asked)


def nearest_rank(ordered: Sequence[float], percent: float, count: int) -> float:
    """Return the value at *percent* of *count* values, of which all after *ordered* are infinite."""
    rank = max(1, math.ceil(round(percent / 100 * count, 6)))
    return ordered[rank - 1] if rank <= len(ordered) else math.inf


def needed_for(percent: float) -> int:
    """Return how many values a percentile needs to be more than the largest of them: 100 for p99, 1,000 for p99.9."""
    return round(1 / (1 - percent / 100))
