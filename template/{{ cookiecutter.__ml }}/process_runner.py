"""Run batches in a process of their own: a model that holds the GIL then holds up nobody else."""

import asyncio
import atexit
import logging
import multiprocessing
import signal
import time
from contextlib import suppress
from typing import Any, NoReturn

from .background import Background
from .batcher import Answer, Batch
from .config import EngineConfig
from .loading import Load
from .runner import Opened, ProcessEnded
from .worker import work

log = logging.getLogger(__name__)

CLOSE_SECONDS = 1.0
"""How long a process may take to end by itself before it is killed."""

_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy locks that threads hold


class ProcessRunner:
    """A model in a child process, from its start to its end; see ``Runner``."""

    def __init__(self, config: EngineConfig, load: Load) -> None:
        self._config = config
        self._load = load
        self._connection, self._far_end = _SPAWN.Pipe()
        self._process = _SPAWN.Process(
            target=work, args=(self._far_end,), name="model", daemon=True
        )
        self._talk = Background("talk to the model")
        self._watch = Background("watch the model")
        self._ended: asyncio.Future[None]

    async def open(self) -> Opened:
        """Start the process, from the event loop's thread, and have it load the model."""
        try:
            self._process.start()
        except OSError as error:
            raise ProcessEnded(f"the model's process cannot be started: {error}") from error
        atexit.register(self._process.kill)
        self._far_end.close()  # held here, the connection would never end
        self._ended = self._watch.call(self._process.join)
        manifest, seconds = await self._ask((self._load, self._config))
        return Opened(manifest, seconds, f"in process {self._process.pid}")

    async def run(self, batch: Batch) -> Answer:
        """Predict *batch*; end the process if it is far too late."""
        patience = max(batch.deadline - time.monotonic(), 0) + self._config.hung_seconds
        watchdog = asyncio.get_running_loop().call_later(patience, self._end_hung, batch.rows)
        try:
            answer: Answer = await self._ask(batch.inputs)
        finally:
            watchdog.cancel()
        return answer

    async def lost(self) -> NoReturn:
        """Wait for the end of the process, and raise how it ended."""
        await asyncio.wait([self._ended])
        raise ProcessEnded(f"the model's process {_how(self._process.exitcode)}")

    async def close(self) -> None:
        """Let the process end; kill it if it does not."""
        if self._process.pid is not None:
            self._talk.call(self._say_farewell)
            await asyncio.wait([self._ended], timeout=CLOSE_SECONDS)
            self._process.kill()
            await asyncio.wait([self._ended])
            atexit.unregister(self._process.kill)
        self._talk.end()
        self._watch.end()

    async def _ask(self, message: object) -> Any:
        """Return the reply to *message*, or raise it if it is an exception."""
        exchange = self._talk.call(self._exchange, message)
        await asyncio.wait([exchange, self._ended], return_when=asyncio.FIRST_COMPLETED)
        reply = exchange.result() if exchange.done() else None
        if reply is None:
            self._process.kill()  # it has ended, or talks no more
            await self.lost()
        if isinstance(reply, Exception):
            raise reply
        return reply

    def _exchange(self, message: object) -> Any:
        """Send *message* and return the reply; None where there is no process any more."""
        with suppress(EOFError, OSError):
            self._connection.send(message)
            return self._connection.recv()
        return None

    def _say_farewell(self) -> None:
        with suppress(OSError):
            self._connection.send(None)

    def _end_hung(self, rows: int) -> None:
        log.warning("%d rows ran far beyond their deadline: the model's process is ended", rows)
        self._process.kill()


def _how(exit_code: int | None) -> str:
    if exit_code is None or exit_code >= 0:
        return f"ended with exit code {exit_code}"
    with suppress(ValueError):
        return f"was ended by {signal.Signals(-exit_code).name}"
    return f"was ended by signal {-exit_code}"
