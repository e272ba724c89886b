"""Turn single calls into batches: greedy, bounded, and deaf to callers that have left.

A lone call runs at once. While one batch runs, what arrives is collected and becomes the next one,
so nobody waits for a time window. The batcher knows tensors and rows; it knows no model, no NumPy
and no HTTP.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Self, TypedDict


class Tensor(TypedDict):
    """A named tensor of the Open Inference Protocol: rows first, data flat and row-major."""

    name: str
    datatype: str
    shape: list[int]
    data: bytes | memoryview | list[str]


Run = Callable[[list[Tensor]], Awaitable[list[Tensor]]]
OnBatch = Callable[[int, float], None]


class _Call:
    """One caller's tensors and the future that its answer goes to."""

    def __init__(self, inputs: list[Tensor], answer: asyncio.Future[list[Tensor]]) -> None:
        self.inputs = inputs
        self.answer = answer
        self.rows = inputs[0]["shape"][0]
        self.kind = [(each["name"], each["datatype"], each["shape"][1:]) for each in inputs]


class Batcher:
    """Collect the calls that arrive while a batch runs, and run them together.

    Args:
        run: predicts one batch; the tensors that it returns have as many rows as it was given.
        max_batch_rows: calls are joined up to this many rows (one larger call runs alone).
        max_queue_rows: rows that may wait; a call beyond them is refused at once.
        on_batch: is told the rows and the seconds of each batch that ran.
    """

    def __init__(
        self,
        run: Run,
        *,
        max_batch_rows: int,
        max_queue_rows: int,
        on_batch: OnBatch | None = None,
    ) -> None:
        self._run = run
        self._max_batch_rows = max_batch_rows
        self._max_queue_rows = max_queue_rows
        self._on_batch = on_batch
        self._waiting: dict[_Call, None] = {}  # an ordered set: a caller may leave from the middle
        self._arrival = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self.waiting_rows = 0

    async def __aenter__(self) -> Self:
        self._worker = asyncio.create_task(self._work(), name="batcher")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop; whoever still waits gets a ``ConnectionError``."""
        if self._worker is not None:
            self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker
        self._worker = None
        for call in self._waiting:
            _fail(call, ConnectionError("the model was stopped"))

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> list[Tensor]:
        """Predict *inputs* as a part of some batch, within *timeout* seconds.

        Raises:
            asyncio.QueueFull: too many rows are waiting; nothing was queued.
            TimeoutError: the deadline passed; rows that did not run yet never will.
            ConnectionError: the batcher was stopped.
        """
        if self._worker is None:
            raise ConnectionError("the model was stopped")
        call = _Call(inputs, asyncio.get_running_loop().create_future())
        if self._waiting and self.waiting_rows + call.rows > self._max_queue_rows:
            raise asyncio.QueueFull(f"{self.waiting_rows} rows are waiting for the model")
        self._enter(call)
        try:
            async with asyncio.timeout(timeout):
                return await call.answer
        finally:
            self._leave(call)

    async def _work(self) -> None:
        while True:
            await self._arrival.wait()
            await self._answer(self._next_batch())

    def _enter(self, call: _Call) -> None:
        self._waiting[call] = None
        self.waiting_rows += call.rows
        self._arrival.set()

    def _leave(self, call: _Call) -> None:
        if call in self._waiting:
            del self._waiting[call]
            self.waiting_rows -= call.rows
        if not self._waiting:
            self._arrival.clear()

    def _next_batch(self) -> list[_Call]:
        batch: list[_Call] = []
        rows = 0
        for call in self._waiting:
            if batch and (call.kind != batch[0].kind or rows + call.rows > self._max_batch_rows):
                break
            batch.append(call)
            rows += call.rows
        for call in batch:
            self._leave(call)
        return batch

    async def _answer(self, batch: list[_Call]) -> None:
        rows = sum(call.rows for call in batch)
        started = time.perf_counter()
        try:
            outputs = await self._run(_join([call.inputs for call in batch]))
            answers = _split(outputs, [call.rows for call in batch])
        except asyncio.CancelledError:
            for call in batch:
                _fail(call, ConnectionError("the model was stopped"))
            raise
        except Exception as error:  # noqa: BLE001  # whatever a model raises goes to its callers
            for call in batch:
                _fail(call, error)
            return
        for call, answer in zip(batch, answers, strict=True):
            if not call.answer.done():
                call.answer.set_result(answer)
        if self._on_batch is not None:
            self._on_batch(rows, time.perf_counter() - started)


def _fail(call: _Call, error: Exception) -> None:
    if not call.answer.done():
        call.answer.set_exception(error)


def _join(calls: Sequence[list[Tensor]]) -> list[Tensor]:
    if len(calls) == 1:
        return calls[0]
    return [_concatenate(parts) for parts in zip(*calls, strict=True)]


def _concatenate(parts: Sequence[Tensor]) -> Tensor:
    first = parts[0]
    rows = sum(part["shape"][0] for part in parts)
    data: bytes | list[str]
    if isinstance(first["data"], list):
        data = [item for part in parts for item in part["data"] if isinstance(item, str)]
    else:
        data = b"".join(part["data"] for part in parts if not isinstance(part["data"], list))
    shape = [rows, *first["shape"][1:]]
    return Tensor(name=first["name"], datatype=first["datatype"], shape=shape, data=data)


def _split(outputs: list[Tensor], rows: list[int]) -> list[list[Tensor]]:
    total = sum(rows)
    for tensor in outputs:
        if tensor["shape"][:1] != [total]:
            raise RuntimeError(
                f"the model answered {total} rows with {tensor['name']} of shape {tensor['shape']}"
            )
    if len(rows) == 1:
        return [outputs]
    answers = []
    start = 0
    for count in rows:
        answers.append([_cut(tensor, start, count, total) for tensor in outputs])
        start += count
    return answers


def _cut(tensor: Tensor, start: int, rows: int, total: int) -> Tensor:
    data = tensor["data"]
    stride = len(data) // total
    part = data[start * stride : (start + rows) * stride]
    shape = [rows, *tensor["shape"][1:]]
    return Tensor(name=tensor["name"], datatype=tensor["datatype"], shape=shape, data=part)
