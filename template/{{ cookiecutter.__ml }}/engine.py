"""A model at work in a server: loaded in the background, verified, batched, off the event loop."""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from .batcher import Answer, Batch, Batcher, OnBatch, Run, Tensor
from .manifest import ArtifactError, find
from .model import Model, golden_inputs, load
from .signature import ModelInfo, describe, in_order
from .tensors import to_arrays, to_tensors
from .threads import usable_cpus

log = logging.getLogger(__name__)

INLINE_SECONDS = 0.001
"""A model that answers a full batch faster runs on the event loop: a hop to a thread costs more."""


@dataclass(frozen=True)
class EngineConfig:
    """Which model to serve, and with what limits."""

    models_dir: Path
    name: str
    version: str = ""
    threads: int = 0
    max_batch_rows: int = 1024
    max_queue_rows: int = 16384


class Engine:
    """Serve one model: ``async with`` starts to load it, ``predict`` answers once it is ready."""

    def __init__(self, config: EngineConfig, *, on_batch: OnBatch | None = None) -> None:
        self._config = config
        self._on_batch = on_batch
        self._model: Model | None = None
        self._batcher: Batcher | None = None
        self._problem = "the model is still being loaded"
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        self._loading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._loading = asyncio.create_task(self._load(), name="load model")
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._loading is not None:
            self._loading.cancel()
        self._problem = "the model was stopped"
        batcher, self._batcher = self._batcher, None
        if batcher is not None:
            await batcher.__aexit__(*exc)
        self._thread.shutdown(wait=False, cancel_futures=True)

    @property
    def waiting_rows(self) -> int:
        """Rows that wait for their batch."""
        return self._batcher.waiting_rows if self._batcher else 0

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> Answer:
        """Predict *inputs* (every input of the signature, in any order) within *timeout* seconds.

        Raises:
            InvalidInput: a tensor is missing, unknown, or of another shape or datatype.
            ConnectionError: the model is not ready; the message says why.
            asyncio.QueueFull: too many rows are waiting.
            TimeoutError: the deadline passed.
        """
        model, batcher = self._ready()
        ordered = in_order(inputs, model.manifest.signature.inputs)
        return await batcher.predict(ordered, timeout=timeout)

    async def model(self) -> ModelInfo:
        """Describe the model.

        Raises:
            ConnectionError: it is not ready; the message says why.
        """
        model, _ = self._ready()
        return describe(model.manifest)

    def _ready(self) -> tuple[Model, Batcher]:
        if self._model is None or self._batcher is None:
            raise ConnectionError(self._problem)
        return self._model, self._batcher

    async def _load(self) -> None:
        try:
            model, seconds = await asyncio.to_thread(self._open)
        except ArtifactError as error:
            self._problem = str(error)
            log.error("the model is not served: %s", error)
            return
        except Exception:
            self._problem = "the model could not be loaded; the server's log says why"
            log.exception("the model is not served")
            return
        inline = seconds < INLINE_SECONDS
        batcher = Batcher(
            self._runner(model, inline_rows=self._config.max_batch_rows if inline else 0),
            max_batch_rows=self._config.max_batch_rows,
            max_queue_rows=self._config.max_queue_rows,
            on_batch=self._on_batch,
        )
        self._batcher = await batcher.__aenter__()
        self._model = model
        log.info(
            "model %s version %s is ready: %d rows take %.2f ms, so it runs %s",
            model.manifest.name,
            model.manifest.version,
            self._config.max_batch_rows,
            seconds * 1000,
            "on the event loop" if inline else "in a thread",
        )

    def _open(self) -> tuple[Model, float]:
        config = self._config
        folder = find(config.models_dir, config.name, config.version)
        model = load(folder, threads=config.threads or usable_cpus())
        model.check_golden()
        return model, _seconds_of_a_full_batch(model, config.max_batch_rows)

    def _runner(self, model: Model, *, inline_rows: int) -> Run:
        """Run batches of up to *inline_rows* on the event loop, larger ones in the thread."""
        loop = asyncio.get_running_loop()

        async def run(batch: Batch) -> Answer:
            if batch.rows <= inline_rows:
                return _infer(model, batch.inputs)
            return await loop.run_in_executor(self._thread, _infer, model, batch.inputs)

        return run


def _infer(model: Model, inputs: list[Tensor]) -> Answer:
    return Answer(
        model_name=model.manifest.name,
        model_version=model.manifest.version,
        outputs=to_tensors(model.predict(to_arrays(inputs))),
    )


def _seconds_of_a_full_batch(model: Model, rows: int) -> float:
    samples = golden_inputs(model.manifest.golden)
    batch = {name: np.resize(each, (rows, *each.shape[1:])) for name, each in samples.items()}
    model.predict(batch)
    started = time.perf_counter()
    model.predict(batch)
    return time.perf_counter() - started
