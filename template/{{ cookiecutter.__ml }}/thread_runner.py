"""Run batches in this process: fast ones on the event loop, slow ones in a thread."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import NoReturn

from .batcher import Answer, Batch
from .config import EngineConfig
from .loading import Load, Loaded
from .runner import Opened

INLINE_SECONDS = 0.001
"""A model that answers a full batch faster runs on the event loop: a hop to a thread costs more."""


class ThreadRunner:
    """A model in this process; see ``Runner``."""

    def __init__(self, config: EngineConfig, load: Load) -> None:
        self._config = config
        self._load = load
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        self._inline_rows = 0
        self._loaded: Loaded

    async def open(self) -> Opened:
        """Load and verify the model, and choose where its batches run."""
        self._loaded = loaded = await asyncio.to_thread(self._load, self._config)
        inline = loaded.seconds < INLINE_SECONDS
        self._inline_rows = self._config.max_batch_rows if inline else 0
        where = "on the event loop" if inline else "in a thread"
        return Opened(loaded.model.manifest, loaded.seconds, where)

    async def run(self, batch: Batch) -> Answer:
        """Predict *batch*; one that is larger than what was timed runs in the thread."""
        if batch.rows <= self._inline_rows:
            return self._loaded.answer(batch.inputs)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._loaded.answer, batch.inputs)

    async def lost(self) -> NoReturn:
        """Wait: a thread ends with its process."""
        while True:
            await asyncio.Event().wait()

    async def close(self) -> None:
        """Leave the thread to finish its batch."""
        self._thread.shutdown(wait=False, cancel_futures=True)
