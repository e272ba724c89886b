"""Where batches run: what the engine asks of a thread and of a process alike."""

from dataclasses import dataclass
from typing import NoReturn, Protocol

from .batcher import Answer, Batch
from .manifest import Manifest


@dataclass(frozen=True)
class Opened:
    """A model that has answered its golden samples.

    Attributes:
        manifest: what it is.
        seconds: that it takes for a full batch.
        where: its batches run, in words for the log.
    """

    manifest: Manifest
    seconds: float
    where: str


class ProcessEnded(ConnectionError):
    """The model's process ended; the message says how. A new one may do better."""


class Runner(Protocol):
    """One life of a model, from ``open`` to ``close``; it runs one batch at a time."""

    async def open(self) -> Opened:
        """Load and verify the model.

        Raises:
            ArtifactError: it is not what its manifest says; trying again would not help.
            ProcessEnded: its process ended before it was ready.
        """

    async def run(self, batch: Batch) -> Answer:
        """Predict *batch*; what the model raises is raised here.

        Raises:
            ProcessEnded: its process ended, by itself or because it was hung.
        """

    async def lost(self) -> NoReturn:
        """Wait until no batch can run any more, and raise why; a thread is never lost.

        Raises:
            ProcessEnded: its process ended.
        """

    async def close(self) -> None:
        """Give everything back, also where ``open`` failed."""
