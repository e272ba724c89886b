"""Measure a load: what clients saw, and meanwhile the server's batches and everybody's CPU time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import batches, cpu
from .batches import Batches
from .cpu import Used
from .load import Going, closed_loop, open_loop
from .result import Result
from .target import Target

_CLIENT_IS_FULL = 0.9  # of one CPU: a process in Python can use no more


@dataclass(frozen=True)
class Measured:
    """A load and what it did; *rate* is None where clients asked as fast as they could.

    Attributes:
        seconds: from before the load until its last answer.
        batches: what the server counted; None where it does not tell.
        cpu: what was used, with the client's part.

    """

    connections: int
    rate: float | None
    result: Result
    seconds: float
    batches: Batches | None
    cpu: Used

    @property
    def name(self) -> str:
        """What it is called in a table."""
        return f"{self.connections}" if self.rate is None else f"{self.rate:,.0f}/s"

    @property
    def cpu_ms(self) -> float | None:
        """CPU time of the servers for a request, in milliseconds."""
        answers = len(self.result.latencies) + self.result.errors.total()
        return None if self.cpu.servers is None or not answers else self.cpu.servers / answers * 1000

    @property
    def servers_cpus(self) -> float | None:
        """CPUs that the servers kept busy."""
        return None if self.cpu.servers is None else self.cpu.servers / self.seconds

    @property
    def others_cpus(self) -> float | None:
        """CPUs that neither the servers nor the client kept busy, but something did."""
        if self.servers_cpus is None or not cpu.sees_all():
            return None
        return max(0.0, self.cpu.machine / self.seconds - self.servers_cpus - self.result.client_cpu)

    @property
    def rows_in_batch(self) -> float | None:
        """Rows in a batch."""
        return self.batches.mean_rows if self.batches else None

    @property
    def client_was_full(self) -> bool:
        """Whether it was the load generator that could do no more."""
        return self.result.client_cpu >= _CLIENT_IS_FULL


class Meter:
    """Puts loads on *target*, each after *warm_up* seconds of it; *pids* are the servers', where they are ours."""

    def __init__(self, target: Target, pids: Sequence[int], warm_up: float, going: Going) -> None:
        self._target = target
        self._pids = pids
        self._warm_up = warm_up
        self.going = going

    def as_fast_as(self, connections: int, seconds: float) -> Measured:
        """Have so many clients ask, each again as soon as it has its answer."""
        return self._measure(
            connections, None, seconds, lambda seconds: closed_loop(self._target, connections, seconds, self.going)
        )

    def at_rate(self, rate: float, most: int, seconds: float) -> Measured:
        """Ask so many times a second, over *most* connections."""
        return self._measure(
            most, rate, seconds, lambda seconds: open_loop(self._target, rate, most, seconds, self.going)
        )

    def _measure(
        self, connections: int, rate: float | None, seconds: float, load: Callable[[float], Result]
    ) -> Measured:
        if self._warm_up:
            load(self._warm_up)
        counted, used, start = batches.read(self._target.origin), cpu.used(self._pids), time.perf_counter()
        result = load(seconds)
        passed, spent = time.perf_counter() - start, cpu.used(self._pids).since(used)
        after = batches.read(self._target.origin)
        grown = after.since(counted) if after and counted else None
        return Measured(connections, rate, result, passed, grown, spent)
