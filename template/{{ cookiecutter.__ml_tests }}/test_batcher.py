"""The batcher: greedy, bounded, and deaf to callers that have left."""

import asyncio
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

import pytest

from {{ cookiecutter.package_name }}.ml.batcher import (
    Answer,
    Batch,
    Batcher,
    Tensor,
)

pytestmark = pytest.mark.anyio

caller: ContextVar[str] = ContextVar("caller", default="nobody")


class CountingModel:
    """Doubles every value; a batch runs once ``go`` is set; fails on a negative value."""

    def __init__(self) -> None:
        self.batches: list[list[float]] = []
        self.seen: list[Batch] = []
        self.running = 0
        self.go = asyncio.Event()
        self.go.set()

    async def run(self, batch: Batch) -> Answer:
        self.seen.append(batch)
        self.running += 1
        await self.go.wait()
        self.running -= 1
        values = read(batch.inputs[0])
        self.batches.append(values)
        if min(values) < 0:
            raise ValueError("negative")
        return answer(tensor([2 * value for value in values], name="doubled"), words(values))


def answer(*outputs: Tensor) -> Answer:
    return Answer(model_name="twice", model_version="1", outputs=list(outputs))


def tensor(values: list[float], name: str = "x") -> Tensor:
    data = struct.pack(f"<{len(values)}f", *values)
    return Tensor(name=name, datatype="FP32", shape=[len(values), 1], data=data)


def words(values: list[float]) -> Tensor:
    data = [f"{value:g}" for value in values]
    return Tensor(name="word", datatype="BYTES", shape=[len(values)], data=data)


def read(given: Tensor) -> list[float]:
    assert not isinstance(given["data"], list)
    return list(struct.unpack(f"<{given['shape'][0]}f", given["data"]))


@asynccontextmanager
async def batching(
    model: CountingModel, *, max_batch_rows: int = 4, max_queue_rows: int = 8, max_running: int = 1
) -> AsyncIterator[Batcher]:
    async with Batcher(
        model.run,
        max_batch_rows=max_batch_rows,
        max_queue_rows=max_queue_rows,
        max_running=max_running,
    ) as batcher:
        yield batcher


async def ask(batcher: Batcher, *values: float, timeout: float = 5) -> list[float]:
    answered = await batcher.predict([tensor(list(values))], timeout=timeout)
    assert (answered["model_name"], answered["model_version"]) == ("twice", "1")
    doubled, word = answered["outputs"]
    assert word["data"] == [f"{value:g}" for value in values]
    return read(doubled)


async def start(*calls: asyncio.Future[list[float]]) -> None:
    """Let every call reach the queue."""
    for _ in range(3):
        await asyncio.sleep(0)
    assert not any(call.done() for call in calls)


async def test_a_lone_call_runs_at_once() -> None:
    model = CountingModel()
    async with batching(model) as batcher:
        assert await ask(batcher, 1) == [2]
    assert model.batches == [[1]]


async def test_calls_that_arrive_while_a_batch_runs_become_the_next_batch() -> None:
    model = CountingModel()
    model.go.clear()
    async with batching(model) as batcher:
        first = asyncio.ensure_future(ask(batcher, 1))
        await start(first)
        others = [asyncio.ensure_future(ask(batcher, value)) for value in (2, 3)]
        await start(*others)
        model.go.set()
        answers = await asyncio.gather(first, *others)
    assert answers == [[2], [4], [6]]
    assert model.batches == [[1], [2, 3]]


async def test_calls_of_one_turn_of_the_event_loop_share_a_batch() -> None:
    model = CountingModel()
    async with batching(model) as batcher:
        await asyncio.gather(*(ask(batcher, value) for value in (1, 2, 3)))
    assert model.batches == [[1, 2, 3]]


async def test_a_batch_holds_no_more_rows_than_allowed() -> None:
    model = CountingModel()
    async with batching(model) as batcher:
        await asyncio.gather(ask(batcher, 1, 2, 3), ask(batcher, 4, 5), ask(batcher, 6))
    assert model.batches == [[1, 2, 3], [4, 5, 6]]


async def test_a_call_larger_than_a_batch_runs_alone() -> None:
    model = CountingModel()
    async with batching(model) as batcher:
        assert await ask(batcher, 1, 2, 3, 4, 5, 6) == [2, 4, 6, 8, 10, 12]


async def test_calls_with_different_tensors_are_not_mixed() -> None:
    model = CountingModel()
    other = Tensor(name="y", datatype="FP32", shape=[1, 1], data=struct.pack("<f", 2))
    async with batching(model) as batcher:
        await asyncio.gather(ask(batcher, 1), batcher.predict([other], timeout=5), ask(batcher, 3))
    assert model.batches == [[1], [2], [3]]


async def test_a_full_queue_refuses_at_once() -> None:
    model = CountingModel()
    model.go.clear()
    async with batching(model) as batcher:
        running = asyncio.ensure_future(ask(batcher, 1))
        await start(running)
        waiting = [asyncio.ensure_future(ask(batcher, 2, 2, 2, 2)) for _ in range(2)]
        await start(*waiting)
        assert batcher.waiting_rows == 8
        with pytest.raises(asyncio.QueueFull, match="8 rows are waiting"):
            await ask(batcher, 3)
        model.go.set()
        await asyncio.gather(running, *waiting)
    assert batcher.waiting_rows == 0


async def test_rows_whose_deadline_has_passed_never_run() -> None:
    model = CountingModel()
    model.go.clear()
    async with batching(model) as batcher:
        running = asyncio.ensure_future(ask(batcher, 1))
        await start(running)
        with pytest.raises(TimeoutError):
            await ask(batcher, 2, timeout=0.01)
        model.go.set()
        await running
        assert await ask(batcher, 3) == [6]
    assert model.batches == [[1], [3]]


async def test_a_caller_that_leaves_is_dropped_and_the_others_are_answered() -> None:
    model = CountingModel()
    model.go.clear()
    async with batching(model) as batcher:
        running = asyncio.ensure_future(ask(batcher, 1))
        await start(running)
        leaving, staying = (asyncio.ensure_future(ask(batcher, value)) for value in (2, 3))
        await start(leaving, staying)
        leaving.cancel()
        await asyncio.sleep(0)
        assert batcher.waiting_rows == 1
        model.go.set()
        assert await staying == [6]
        await running
    assert model.batches == [[1], [3]]


async def test_a_failing_batch_fails_its_own_callers_and_nobody_else() -> None:
    model = CountingModel()
    async with batching(model) as batcher:
        with pytest.raises(ValueError, match="negative"):
            await ask(batcher, -1)
        assert await ask(batcher, 1) == [2]


async def test_a_model_that_answers_too_few_rows_is_a_failure() -> None:
    async def forgetful(_: Batch) -> Answer:
        return answer(tensor([1]))

    async with Batcher(forgetful, max_batch_rows=4, max_queue_rows=8) as batcher:
        with pytest.raises(RuntimeError, match="answered 2 rows with x of shape"):
            await batcher.predict([tensor([1, 2])], timeout=5)


async def test_as_many_batches_run_at_once_as_allowed_and_the_rest_is_collected() -> None:
    model = CountingModel()
    model.go.clear()
    async with batching(model, max_running=2) as batcher:
        calls = []
        for value in (1, 2, 3, 4):
            calls.append(asyncio.ensure_future(ask(batcher, value)))
            await start(*calls)
        assert model.running == 2
        model.go.set()
        assert await asyncio.gather(*calls) == [[2], [4], [6], [8]]
    assert sorted(model.batches) == [[1], [2], [3, 4]]


async def test_a_batch_knows_its_callers_and_how_long_the_most_patient_one_waits() -> None:
    async def ask_as(name: str, value: float, timeout: float) -> list[float]:
        caller.set(name)
        return await ask(batcher, value, timeout=timeout)

    model = CountingModel()
    async with batching(model) as batcher:
        started = time.monotonic()
        await asyncio.gather(ask_as("ada", 1, 30), ask_as("bob", 2, 5))

    (batch,) = model.seen
    assert [context[caller] for context in batch.callers] == ["ada", "bob"]
    assert batch.deadline == pytest.approx(started + 30, abs=1)


async def test_stopping_answers_whoever_still_waits() -> None:
    model = CountingModel()
    model.go.clear()
    async with batching(model) as batcher:
        calls = [asyncio.ensure_future(ask(batcher, value)) for value in (1, 2)]
        await start(*calls)
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(answer) for answer in answers] == [ConnectionError, ConnectionError]
    with pytest.raises(ConnectionError):
        await ask(batcher, 3)
