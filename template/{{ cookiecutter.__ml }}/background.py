"""A thread for what blocks, which holds up neither the event loop nor the interpreter's end."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any


class Background:
    """One daemon thread; for the threads of an executor, the interpreter would wait at its end."""

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def call(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """Call *function* once the calls before it are done."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def run() -> None:
            try:
                result = function(*arguments)
            except Exception as error:  # noqa: BLE001  # goes to whoever awaits the future
                _settle(future, future.set_exception, error)
            else:
                _settle(future, future.set_result, result)

        self._calls.put(run)
        return future

    def end(self) -> None:
        """End the thread, once the calls before are done."""
        self._calls.put(None)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()


def _settle(future: asyncio.Future[Any], settle: Callable[[Any], None], outcome: object) -> None:
    def tell() -> None:
        if not future.done():  # else whoever awaited it has left
            settle(outcome)

    with suppress(RuntimeError):  # the loop is closed
        future.get_loop().call_soon_threadsafe(tell)
