"""A model at work in a server: opened in the background, batched, opened again if it is lost."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Self

from .batcher import Answer, Batch, Batcher, OnBatch, Tensor
from .config import EngineConfig, Executor
from .loading import Load, load_verified
from .manifest import ArtifactError, Manifest
from .process_runner import ProcessRunner
from .runner import Opened, ProcessEnded, Runner
from .signature import ModelInfo, describe, in_order
from .thread_runner import ThreadRunner

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds before a lost model is opened again: at first none, then twice as long each time."""

CALM_SECONDS = 30.0
"""A model that lived longer was not lost for the reason that it was lost for before."""

RUNNERS: dict[Executor, Callable[[EngineConfig, Load], Runner]] = {
    "thread": ThreadRunner,
    "process": ProcessRunner,
}


class Engine:
    """Serve one model: ``async with`` starts to open it, ``predict`` answers once it is ready.

    Args:
        config: which model, where its batches run, and the limits.
        on_batch: is told the rows and the seconds of each batch that ran.
        load: what loads the model, wherever it runs; for a process it must be importable by name.
    """

    def __init__(
        self,
        config: EngineConfig,
        *,
        on_batch: OnBatch | None = None,
        load: Load = load_verified,
    ) -> None:
        self._config = config
        self._load = load
        self._batcher = Batcher(
            self._run,
            max_batch_rows=config.max_batch_rows,
            max_queue_rows=config.max_queue_rows,
            on_batch=on_batch,
        )
        self._serving: tuple[Manifest, Runner] | None = None
        self._problem = "the model is still being loaded"
        self._was_ready = False
        self._keeper: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        await self._batcher.__aenter__()
        self._keeper = asyncio.create_task(self._keep_serving(), name="model")
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._problem = "the model was stopped"
        await self._batcher.__aexit__(*exc)
        self._keeper.cancel()
        await asyncio.wait([self._keeper])

    @property
    def waiting_rows(self) -> int:
        """Rows that wait for their batch."""
        return self._batcher.waiting_rows

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> Answer:
        """Predict *inputs* (every input of the signature, in any order) within *timeout* seconds.

        Raises:
            InvalidInput: a tensor is missing, unknown, or of another shape or datatype.
            ConnectionError: the model is not ready, or was lost; the message says why.
            asyncio.QueueFull: too many rows are waiting.
            TimeoutError: the deadline passed.
        """
        manifest, _ = self._ready()
        ordered = in_order(inputs, manifest.signature.inputs)
        return await self._batcher.predict(ordered, timeout=timeout)

    async def model(self) -> ModelInfo:
        """Describe the model.

        Raises:
            ConnectionError: it is not ready; the message says why.
        """
        manifest, _ = self._ready()
        return describe(manifest)

    def _ready(self) -> tuple[Manifest, Runner]:
        if self._serving is None:
            raise ConnectionError(self._problem)
        return self._serving

    async def _run(self, batch: Batch) -> Answer:
        _, runner = self._ready()
        return await runner.run(batch)

    async def _keep_serving(self) -> None:
        """Serve the model, one life after the other.

        What keeps a model from being served at all is final; what keeps one that was served from
        coming back is taken to pass.
        """
        pause = 0.0
        for life in count(1):
            born = time.monotonic()
            final = await self._live()
            if final:
                return
            if time.monotonic() - born > CALM_SECONDS:
                pause = 0.0
            log.warning("%s; start %d follows in %.1f s", self._problem, life + 1, pause)
            self._problem += "; it is being started again"
            await asyncio.sleep(pause)
            pause = min(max(2 * pause, FIRST_PAUSE), LONGEST_PAUSE)

    async def _live(self) -> bool:
        """Serve the model until it is lost; say whether that is final."""
        runner = RUNNERS[self._config.executor](self._config, self._load)
        try:
            self._announce(runner, await runner.open())
            await runner.lost()
        except ProcessEnded as error:
            self._problem = str(error)
            return False
        except ArtifactError as error:
            self._problem = str(error)
            log.error("the model is not served: %s", error)
        except Exception:
            self._problem = "the model could not be loaded; the server's log says why"
            log.exception("the model is not served")
        finally:
            self._serving = None
            await runner.close()
        return not self._was_ready

    def _announce(self, runner: Runner, opened: Opened) -> None:
        manifest = opened.manifest
        self._serving = manifest, runner
        self._was_ready = True
        self._config = replace(self._config, name=manifest.name, version=manifest.version)
        log.info(
            "model %s version %s is ready: %d rows take %.2f ms, so it runs %s",
            manifest.name,
            manifest.version,
            self._config.max_batch_rows,
            opened.seconds * 1000,
            opened.where,
        )
