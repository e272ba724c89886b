"""A process whose model has a process of its own.

It brings the model to a stage (starting, loading, predicting), writes the id of the model's
process, and ends, once its input ends, in the way asked for (raise, abandon).
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from {{ cookiecutter.package_name }}.ml.config import EngineConfig
from {{ cookiecutter.package_name }}.ml.engine import Engine
from {{ cookiecutter.package_name }}.ml.signature import ModelInfo

from .troubled import AT_LOAD, Trouble, asking_for, load_troubled

LASTING = Trouble.HOLD_THE_GIL if sys.platform == "linux" else Trouble.SLEEP
"""What loading and predicting do for a minute; only Linux ends a process that holds the GIL."""


def main(models_dir: str, stage: str, end: str) -> None:
    if stage == "loading":
        os.environ[AT_LOAD] = LASTING.name
    engine = Engine(EngineConfig(Path(models_dir), executor="process"), load=load_troubled)
    if end != "abandon":
        asyncio.run(live(engine, stage, end))
        return
    loop = asyncio.new_event_loop()
    loop.run_until_complete(engine.__aenter__())
    loop.run_until_complete(reach(stage, engine))  # and then nothing is cancelled or closed


async def live(engine: Engine, stage: str, end: str) -> None:
    async with engine:
        await reach(stage, engine)
        if end == "raise":
            raise RuntimeError("an error on purpose")


async def reach(stage: str, engine: Engine) -> None:
    """Bring the model to *stage*, say its process's id, and return when the input ends."""
    work: list[Coroutine[Any, Any, object]] = [asyncio.to_thread(sys.stdin.read)]
    if stage == "predicting":
        work.append(engine.predict(asking_for(LASTING, 60, await description(engine)), timeout=60))
    await asyncio.sleep(0)
    (child,) = multiprocessing.active_children()
    sys.stdout.write(f"{child.pid}\n")
    sys.stdout.flush()
    tasks = [asyncio.create_task(each) for each in work]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


async def description(engine: Engine) -> ModelInfo:
    while True:
        try:
            return await engine.model()
        except ConnectionError:
            await asyncio.sleep(0.01)
