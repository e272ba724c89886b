"""What came back from a load: latencies, errors, and the figures made of them."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

PERCENTILES = (50.0, 99.0, 99.9)
"""Those that are shown."""


@dataclass(frozen=True)
class Result:
    """How the requests of a load ended.

    Attributes:
        seconds: for how long requests were due.
        asked: requests that were due.
        latencies: of those answered with 2xx, in seconds, sorted.
        late: how much later than due requests were sent, in seconds, sorted: the load generator's own part.
        in_time: of the latencies, how many came while requests were still due.
        errors: the others, by status or by what happened.
        said: what the first of each status said.
        client_cpu: CPU time of the load generator, as a share of one CPU.

    """

    seconds: float
    asked: int
    latencies: Sequence[float]
    late: Sequence[float]
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

    def late_by(self, percent: float) -> float:
        """Return how late *percent* of the requests at most were sent, for reasons of this process or machine."""
        return nearest_rank(self.late, percent, len(self.late)) if self.late else 0.0

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
