"""How much CPU time processes have used: those of the servers, and whatever else runs on this machine."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Used:
    """CPU seconds: of the servers (None: they are not ours to look at), and of all that runs here."""

    servers: float | None
    machine: float

    def since(self, before: "Used") -> "Used":
        """Return what was used after *before*."""
        servers = None if self.servers is None or before.servers is None else self.servers - before.servers
        return Used(servers, self.machine - before.machine)


def used(pids: Sequence[int]) -> Used:
    """Return what has been used so far; *pids* are the servers', with all that they have started."""
    return Used(sum(map(_of, _family(pids))) if pids else None, _of_all())


def cpus() -> int:
    """Return the number of CPUs that this process may use."""
    with suppress(AttributeError):  # macOS has no affinity
        return len(psutil.Process().cpu_affinity() or ())
    return psutil.cpu_count() or 1


def sees_all() -> bool:
    """Return whether the machine that is looked at is the one that this process may use: no container's host."""
    return psutil.cpu_count() == cpus()


def _family(pids: Iterable[int]) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for pid in pids:
        with suppress(psutil.Error):
            parent = psutil.Process(pid)
            found += [parent, *parent.children(recursive=True)]
    return found


def _of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:  # it has ended, and its time with it
        return 0.0
    return float(times.user + times.system)


def _of_all() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0))
