"""Turn single calls into batches: greedy, bounded, and deaf to callers that have left.

A lone call runs at once. While as many batches run as may, what arrives is collected and becomes
the next one, so nobody waits for a time window. The batcher knows tensors and rows; it knows no
model, no NumPy and no HTTP.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import Self, TypedDict


class Tensor(TypedDict):
    """A named tensor of the Open Inference Protocol: rows first, data flat and row-major."""

    name: str
    datatype: str
    shape: list[int]
    data: bytes | memoryview | list[str]


class Answer(TypedDict):
    """Output tensors, and the version of the model that gave them."""

    model_name: str
    model_version: str
    outputs: list[Tensor]


@dataclass(frozen=True)
class Batch:
    """Calls that run together.

    Attributes:
        inputs: their tensors, joined.
        rows: how many rows these have.
        deadline: until when the most patient of the callers waits, in ``time.monotonic()``.
        callers: the context of each, in which its request id is to be found.
    """

    inputs: list[Tensor]
    rows: int
    deadline: float
    callers: list[Context]


Run = Callable[[Batch], Awaitable[Answer]]
OnBatch = Callable[[int, float], None]


class _Call:
    """One caller's tensors and the future that its answer goes to."""

    def __init__(
        self, inputs: list[Tensor], timeout: float, answer: asyncio.Future[Answer]
    ) -> None:
        self.inputs = inputs
        self.deadline = time.monotonic() + timeout
        self.context = copy_context()
        self.answer = answer
        self.rows = inputs[0]["shape"][0]
        self.kind = [(each["name"], each["datatype"], each["shape"][1:]) for each in inputs]


class Batcher:
    """Collect the calls that arrive while a batch runs, and run them together.

    Args:
        run: predicts one batch; the tensors that it returns have as many rows as it was given.
        max_running: batches that may run at the same time.
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
        max_running: int = 1,
        on_batch: OnBatch | None = None,
    ) -> None:
        self._run = run
        self._max_running = max_running
        self._max_batch_rows = max_batch_rows
        self._max_queue_rows = max_queue_rows
        self._on_batch = on_batch
        self._waiting: dict[_Call, None] = {}  # an ordered set: a caller may leave from the middle
        self._arrival = asyncio.Event()
        self._workers: list[asyncio.Task[None]] = []
        self.waiting_rows = 0

    async def __aenter__(self) -> Self:
        self._workers = [
            asyncio.create_task(self._work(), name="batcher") for _ in range(self._max_running)
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop; whoever still waits gets a ``ConnectionError``."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.cancel()
        for worker in workers:
            with suppress(asyncio.CancelledError):
                await worker
        for call in self._waiting:
            _fail(call, ConnectionError("the model was stopped"))

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> Answer:
        """Predict *inputs* as a part of some batch, within *timeout* seconds.

        Raises:
            asyncio.QueueFull: too many rows are waiting; nothing was queued.
            TimeoutError: the deadline passed; rows that did not run yet never will.
            ConnectionError: the batcher was stopped.
        """
        if not self._workers:
            raise ConnectionError("the model was stopped")
        call = _Call(inputs, timeout, asyncio.get_running_loop().create_future())
        if self._waiting and self.waiting_rows + call.rows > self._max_queue_rows:
            raise asyncio.QueueFull(f"{self.waiting_rows} rows are waiting for the model")
        self._enter(call)
        try:
            async with asyncio.timeout(timeout):
                return await call.answer
        finally:
            self._leave(call)

    async def _work(self) -> None:
        while self._workers:  # until it is stopped, even if a run has swallowed the cancellation
            await self._arrival.wait()
            if calls := self._next_calls():  # else another worker took them
                await self._answer(calls)

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

    def _next_calls(self) -> list[_Call]:
        calls: list[_Call] = []
        rows = 0
        for call in self._waiting:
            if calls and (call.kind != calls[0].kind or rows + call.rows > self._max_batch_rows):
                break
            calls.append(call)
            rows += call.rows
        for call in calls:
            self._leave(call)
        return calls

    async def _answer(self, calls: list[_Call]) -> None:
        batch = _join(calls)
        started = time.perf_counter()
        try:
            answers = _split(await self._run(batch), [call.rows for call in calls])
        except asyncio.CancelledError:
            for call in calls:
                _fail(call, ConnectionError("the model was stopped"))
            raise
        except Exception as error:  # noqa: BLE001  # whatever a model raises goes to its callers
            for call in calls:
                _fail(call, error)
            return
        for call, answer in zip(calls, answers, strict=True):
            if not call.answer.done():
                call.answer.set_result(answer)
        if self._on_batch is not None:
            self._on_batch(batch.rows, time.perf_counter() - started)


def _fail(call: _Call, error: Exception) -> None:
    if not call.answer.done():
        call.answer.set_exception(error)


def _join(calls: list[_Call]) -> Batch:
    inputs = calls[0].inputs
    if len(calls) > 1:
        parts = zip(*(call.inputs for call in calls), strict=True)
        inputs = [_concatenate(each) for each in parts]
    return Batch(
        inputs=inputs,
        rows=sum(call.rows for call in calls),
        deadline=max(call.deadline for call in calls),
        callers=[call.context for call in calls],
    )


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


def _split(answer: Answer, rows: list[int]) -> list[Answer]:
    total = sum(rows)
    outputs = answer["outputs"]
    for tensor in outputs:
        if tensor["shape"][:1] != [total]:
            raise RuntimeError(
                f"the model answered {total} rows with {tensor['name']} of shape {tensor['shape']}"
            )
    if len(rows) == 1:
        return [answer]
    answers = []
    start = 0
    for count in rows:
        part = [_cut(tensor, start, count, total) for tensor in outputs]
        answers.append(Answer(**{**answer, "outputs": part}))
        start += count
    return answers


def _cut(tensor: Tensor, start: int, rows: int, total: int) -> Tensor:
    data = tensor["data"]
    stride = len(data) // total
    part = data[start * stride : (start + rows) * stride]
    shape = [rows, *tensor["shape"][1:]]
    return Tensor(name=tensor["name"], datatype=tensor["datatype"], shape=shape, data=part)
