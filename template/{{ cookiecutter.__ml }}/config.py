"""Which model to serve, where its batches run, and with what limits."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Executor = Literal["thread", "process"]


@dataclass(frozen=True)
class EngineConfig:
    """All that the engine needs to know.

    Attributes:
        models_dir: folder with ``<name>/<version>/``.
        name: model to serve; empty: the only one.
        version: version to serve; empty: the highest.
        executor: whether batches run in this process or in one of their own.
        threads: CPUs for one batch; 0: those that the process may use.
        max_batch_rows: rows that one batch joins.
        max_queue_rows: rows that may wait for their batch.
        hung_seconds: a model's process that is this late, when all its callers have given up,
            is taken for hung and started again.
    """

    models_dir: Path
    name: str = ""
    version: str = ""
    executor: Executor = "thread"
    threads: int = 0
    max_batch_rows: int = 1024
    max_queue_rows: int = 16384
    hung_seconds: float = 10
