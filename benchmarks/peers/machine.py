"""What the machine is, and what else it does while something is measured."""

import os
import platform
import resource
import time
from pathlib import Path
from typing import NamedTuple


class Moment(NamedTuple):
    """Seconds: of the clock, that all CPUs were busy or stolen from this machine, and that this program used."""

    clock: float
    busy: float
    own: float


def now() -> Moment:
    """Read the counters of the kernel."""
    fields = [int(each) for each in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    user, nice, system, _, _, irq, soft, steal = fields[:8]
    ticks = os.sysconf("SC_CLK_TCK")
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own = sum(each.ru_utime + each.ru_stime for each in used)
    return Moment(time.perf_counter(), (user + nice + system + irq + soft + steal) / ticks, own)


def foreign_cpus(before: Moment, after: Moment, servers: float) -> float:
    """Return how many CPUs others kept busy, on average, where the server used *servers* seconds."""
    others = (after.busy - before.busy) - (after.own - before.own) - servers
    return max(0.0, others / (after.clock - before.clock))


def describe() -> dict[str, str | int]:
    """Say what this machine is, without its name."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    memory = next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    return {
        "cpu": model,
        "cpus": os.cpu_count() or 0,
        "memory_gib": round(int(memory.split()[1]) / 2**20),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
    }
