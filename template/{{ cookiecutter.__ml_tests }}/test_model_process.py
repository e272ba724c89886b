"""A model in a process of its own: apart, watched, started again, and never without its parent."""

import asyncio
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.ml.batcher import Answer, Tensor
from {{ cookiecutter.package_name }}.ml.config import (
    EngineConfig,
    Executor,
)
from {{ cookiecutter.package_name }}.ml.engine import Engine
from {{ cookiecutter.package_name }}.ml.manifest import find, read
from {{ cookiecutter.package_name }}.ml.model import golden_inputs
from {{ cookiecutter.package_name }}.ml.tensors import (
    to_array,
    to_tensors,
)

from .troubled import AT_LOAD, Trouble, asking_for, load_troubled

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are ended with signals"),
]


@asynccontextmanager
async def serving(
    models_dir: Path, executor: Executor = "process", *, hung_seconds: float = 60
) -> AsyncIterator[Engine]:
    config = EngineConfig(models_dir, executor=executor, hung_seconds=hung_seconds)
    async with Engine(config, load=load_troubled) as engine:
        await ready(engine)
        yield engine


async def ready(engine: Engine) -> None:
    deadline = time.monotonic() + 30
    while await problem(engine):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def problem(engine: Engine) -> str:
    try:
        await engine.model()
    except ConnectionError as error:
        return str(error)
    return ""


async def ask_for(engine: Engine, trouble: Trouble, seconds: float = 0) -> Answer:
    inputs = asking_for(trouble, seconds, await engine.model())
    return await engine.predict(inputs, timeout=20)


def model_process() -> int:
    (child,) = multiprocessing.active_children()
    assert child.pid is not None
    return child.pid


def golden_rows(models_dir: Path) -> list[Tensor]:
    return to_tensors(golden_inputs(read(find(models_dir)).golden))


async def longest_pause(task: asyncio.Future[Answer]) -> float:
    """Return for how long the event loop came to nothing while *task* ran, in seconds."""
    longest, last = 0.0, time.monotonic()
    while not task.done():
        await asyncio.sleep(0.005)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    return longest


async def test_a_process_answers_as_a_thread_does(models_dir: Path) -> None:
    rows = golden_rows(models_dir)
    answers = []
    for executor in ("thread", "process"):
        async with serving(models_dir, executor) as engine:
            outputs = (await engine.predict(rows, timeout=20))["outputs"]
            answers.append([(each["name"], to_array(each).tolist()) for each in outputs])

    in_thread, in_process = answers
    assert in_thread == in_process
    assert multiprocessing.active_children() == []


async def test_the_event_loop_runs_on_while_a_model_in_a_process_holds_the_gil(
    models_dir: Path,
) -> None:
    pauses = {}
    for executor in ("thread", "process"):
        async with serving(models_dir, executor) as engine:
            call = asyncio.ensure_future(ask_for(engine, Trouble.HOLD_THE_GIL, 0.6))
            pauses[executor] = await longest_pause(call)
            await call

    assert pauses["thread"] > 0.5
    assert pauses["process"] < 0.2


async def test_what_a_model_raises_goes_to_its_caller_and_ends_nothing(models_dir: Path) -> None:
    async with serving(models_dir) as engine:
        before = model_process()
        with pytest.raises(ValueError, match="no answer to that") as failed:
            await ask_for(engine, Trouble.FAIL)
        with pytest.raises(RuntimeError, match="OwnError: no answer to that"):
            await ask_for(engine, Trouble.FAIL_IN_ITS_OWN_WAY)
        await ask_for(engine, Trouble.NONE)

        assert model_process() == before
    assert failed.value.args == ("no answer to that",)
    assert "in _fail\n" in failed.value.__notes__[0]


@pytest.mark.parametrize(
    ("trouble", "end"),
    [
        (Trouble.CRASH, "was ended by SIGSEGV"),
        (Trouble.RUN_OUT_OF_MEMORY, "ended with exit code 1"),
    ],
)
async def test_a_process_that_dies_is_started_again_and_its_callers_are_told(
    models_dir: Path, caplog: pytest.LogCaptureFixture, trouble: Trouble, end: str
) -> None:
    async with serving(models_dir) as engine:
        with pytest.raises(ConnectionError, match=f"the model's process {end}"):
            await ask_for(engine, trouble)
        assert end in await problem(engine)
        await ready(engine)
        await ask_for(engine, Trouble.NONE)
    assert f"{end}; start 2 follows in 0.0 s" in caplog.text


async def test_killed_under_load_every_caller_has_an_answer_or_an_error_and_the_rest_an_answer(
    models_dir: Path,
) -> None:
    outcomes: list[object] = []

    async def client(engine: Engine) -> None:
        while not last.is_set():
            try:
                outcomes.append(await ask_for(engine, Trouble.SLEEP, 0.002))
            except ConnectionError as error:
                outcomes.append(error)
                await asyncio.sleep(0.01)

    async with serving(models_dir) as engine:
        last = asyncio.Event()
        clients = [asyncio.create_task(client(engine)) for _ in range(16)]
        await asyncio.sleep(0.2)
        os.kill(model_process(), signal.SIGKILL)
        await asyncio.sleep(0.1)
        assert "SIGKILL" in await problem(engine)
        await ready(engine)
        served_again = len(outcomes)
        await asyncio.sleep(0.2)
        last.set()
        async with asyncio.timeout(5):
            await asyncio.gather(*clients)

    errors = [each for each in outcomes if isinstance(each, ConnectionError)]
    assert errors
    assert {str(error).partition(";")[0] for error in errors} == {
        "the model's process was ended by SIGKILL"
    }
    assert not any(isinstance(each, ConnectionError) for each in outcomes[served_again + 16 :])


async def test_a_hung_process_is_ended_and_started_again(
    models_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(models_dir, hung_seconds=0.3) as engine:
        hung = asking_for(Trouble.SLEEP, 60, await engine.model())
        with pytest.raises(TimeoutError):
            await engine.predict(hung, timeout=0.1)
        assert await problem(engine) == ""
        await asyncio.sleep(0.5)
        await ready(engine)
        await ask_for(engine, Trouble.NONE)
    assert "1 rows ran far beyond their deadline" in caplog.text


async def test_a_model_that_dies_while_it_is_loaded_is_started_ever_more_rarely(
    models_dir: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setenv(AT_LOAD, "EXIT")
    async with Engine(EngineConfig(models_dir, executor="process"), load=load_troubled) as engine:
        while len(caplog.messages) < 3:
            assert "ended with exit code 3" in await problem(engine) or not caplog.messages
            await asyncio.sleep(0.01)
        monkeypatch.delenv(AT_LOAD)
        await ready(engine)
    assert [message.partition("; ")[2] for message in caplog.messages[:3]] == [
        "start 2 follows in 0.0 s",
        "start 3 follows in 0.1 s",
        "start 4 follows in 0.2 s",
    ]
