"""Tell what is going on: one line a step, with its time, on standard error."""

import os
import select
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TextIO

_WIDTH = 11
_MINUTE = 60
_REDRAW = "\r\033[K"


@dataclass
class Line:
    """What a step says of itself; it may say something better when it is done."""

    text: str


class Console:
    """Prints steps unless *quiet*; what went wrong, and the URL, are printed in any case."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self._turn = threading.Lock()

    @contextmanager
    def step(self, name: str, text: str, *, shows_output: bool = False) -> Iterator[Line]:
        """Announce a step where that can be overwritten (or is followed by output), then its time."""
        line = Line(text)
        start = time.monotonic()
        redraw = not shows_output and not self.quiet and sys.stderr.isatty()
        if redraw or shows_output:
            self._print(f"{name:<{_WIDTH}}  {text} …", end="" if redraw else "\n")
        try:
            yield line
        except BaseException:
            if redraw:
                self._print("")
            raise
        took = _duration(time.monotonic() - start)
        self._print(f"{_REDRAW if redraw else ''}{name:<{_WIDTH}}  {line.text}  {took}")

    def done(self, name: str, text: str) -> None:
        """Tell of a step that took no time."""
        self._print(f"{name:<{_WIDTH}}  {text}")

    def warn(self, text: str) -> None:
        """Tell of something that the user should know, quiet or not."""
        self._write(f"mlserve: {text}\n", sys.stderr)

    def url(self, text: str) -> None:
        """Print where the server is: the one thing on standard output."""
        self._write(f"{text}\n", sys.stdout)

    def show(self, lines: bytes) -> None:
        """Pass on whole *lines* of a server, quiet or not, with nothing in between; wait for a slow terminal."""
        with self._turn, suppress(OSError):
            _write_all(sys.stderr.fileno(), memoryview(lines))

    def _print(self, text: str, end: str = "\n") -> None:
        if not self.quiet:
            self._write(text + end, sys.stderr)

    def _write(self, text: str, stream: TextIO) -> None:
        with self._turn, suppress(OSError):  # a terminal that is gone must not keep us from stopping the servers
            stream.write(text)
            stream.flush()


def _write_all(descriptor: int, rest: memoryview) -> None:
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:  # another program has made the terminal non-blocking
            select.select([], [descriptor], [])


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    return f"{int(seconds // _MINUTE)} min {int(seconds % _MINUTE)} s"
