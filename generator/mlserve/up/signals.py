"""Notice the signals that ask to stop, and wait without missing one."""

import select
import signal
import socket
import time
from contextlib import suppress
from types import FrameType
from typing import Any, Self

_STOPPING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
_SECOND_PRESS = 1.0  # what comes sooner is the same wish, told twice


class Signals:
    """While entered, no stopping signal ends this process: it is remembered, and wakes `wait`."""

    def __init__(self) -> None:
        self.received: signal.Signals | None = None
        self.hurry = False
        self._first = 0.0
        self._before: dict[int, Any] = {}

    def wait(self, seconds: float) -> None:
        """Sleep until a signal comes, a child ends, or *seconds* are over."""
        if select.select([self._reader], [], [], seconds)[0]:
            with suppress(BlockingIOError):
                self._reader.recv(4096)

    def __enter__(self) -> Self:
        self._reader, self._writer = socket.socketpair()
        self._reader.settimeout(0)
        self._writer.settimeout(0)
        self._wakeup = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in _STOPPING:
            if number is signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                self._before[number] = signal.signal(number, self._remember)
        if hasattr(signal, "SIGCHLD"):
            self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _wake)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._reader.close()
        self._writer.close()

    def _remember(self, number: int, _: FrameType | None) -> None:
        now = time.monotonic()
        if self.received is None:
            self.received, self._first = signal.Signals(number), now
        elif number == signal.SIGINT and now - self._first > _SECOND_PRESS:
            self.hurry = True


def _wake(_: int, __: FrameType | None) -> None:
    """Exist: only a signal with a handler wakes `wait`."""
