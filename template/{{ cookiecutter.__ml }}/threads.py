"""How many CPUs this process may use: those of its affinity and cgroup, not the machine's."""

import math
import os
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")


def usable_cpus(cgroup: Path = _CGROUP) -> int:
    """Return the CPUs that this process may use, at least 1."""
    return max(1, min(_affinity(), _quota(cgroup)))


def _affinity() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quota(cgroup: Path) -> int:
    """Round the cgroup's quota up to whole CPUs; the machine's CPUs where there is none."""
    unlimited = os.cpu_count() or 1
    try:
        limit, period = (cgroup / "cpu.max").read_text().split()  # version 2
    except (OSError, ValueError):
        try:
            limit = (cgroup / "cpu" / "cpu.cfs_quota_us").read_text().strip()  # version 1
            period = (cgroup / "cpu" / "cpu.cfs_period_us").read_text().strip()
        except OSError:
            return unlimited
    if limit in {"max", "-1"}:
        return unlimited
    return math.ceil(int(limit) / int(period))
