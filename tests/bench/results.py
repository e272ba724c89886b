"""Results for tests that need none of a real load."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from mlserve.bench.batches import Batches
from mlserve.bench.cpu import Used
from mlserve.bench.measuring import Measured
from mlserve.bench.result import Result


def result(latencies: Sequence[float] = (), **more: Any) -> Result:
    """Return what a load of one second gave."""
    return Result(
        **{
            "seconds": 1.0,
            "asked": len(latencies),
            "latencies": sorted(latencies),
            "late": [],
            "in_time": len(latencies),
            "errors": Counter(),
            "said": {},
            "client_cpu": 0.2,
            **more,
        }
    )


def measured(*, connections: int = 16, rows: float = 4.0, cpu: float = 0.7, **more: Any) -> Measured:
    """Return a load of one second: 100 requests in batches of *rows*, for which the servers took *cpu* seconds."""
    got = result(**({"latencies": [0.01] * 100} | more))
    return Measured(connections, None, got, 1.0, Batches(100 / rows, 100, 0.6), Used(cpu, cpu + got.client_cpu))
