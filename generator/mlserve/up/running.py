"""A server that was started: is it ready, has it ended, and how did it stop."""

import os
import signal
from contextlib import AbstractContextManager
from typing import IO, Protocol

from mlserve.errors import MlserveError

from . import health
from .health import Health
from .processes import Child
from .servers import Server
from .signals import Signals

_STOPPED_BY_US = {0, -signal.SIGINT, -signal.SIGTERM}  # a server may end with the signal it was sent


class Outlet(Protocol):
    """Where the lines of a server go."""

    def inlet(self) -> AbstractContextManager[IO[bytes]]:
        """Give what the server is to write to, while it is being started."""

    def finish(self) -> None:
        """Wait until all is where it should be."""


class Running:
    """A server, what it is called in messages, and where its lines go (None: it writes to the terminal itself)."""

    def __init__(self, server: Server, called: str, outlet: Outlet | None) -> None:
        self.called = called
        self.ready = False
        self._server = server
        self._outlet = outlet
        self._child = self._start()

    @property
    def pid(self) -> int:
        """The process that has started it, and ends with it."""
        return self._child.pid

    def require_alive(self) -> None:
        """Return if it runs; else say how it ended."""
        if (code := self._child.poll()) is not None:
            raise MlserveError(self._ended(code))

    def ask(self) -> Health:
        """Ask it whether it is ready."""
        return health.ask(self._server.address, self._server.ready_path)

    def stop(self, signals: Signals) -> str | None:
        """Stop it, and return what was not as it should be."""
        before = self._child.poll()
        in_time = self._child.stop(signals)
        code = self._child.poll()
        if not in_time and signals.hurry:
            return f"{self.called} was killed before it had stopped, as you would not wait."
        if not in_time:
            return f"{self.called} did not stop within {self._child.grace:g} s and was killed."
        if os.name != "posix" or code in _STOPPED_BY_US:
            return None
        if before is not None:
            return self._ended(before)
        return f"{self.called} was told to stop, and ended with {_ending(code)}."

    def finish(self) -> None:
        """Wait until all is shown that it said."""
        if self._outlet:
            self._outlet.finish()

    def _start(self) -> Child:
        if self._outlet is None:
            return self._server.start()
        with self._outlet.inlet() as inlet:
            return self._server.start(inlet)

    def _ended(self, code: int) -> str:
        if self.ready:
            return f"{self.called} ended by itself, with {_ending(code)}."
        return f"{self.called} ended with {_ending(code)} before it was ready: what it said last stands above."


def _ending(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
