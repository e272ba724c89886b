"""Show what a server writes as lines with its name in front, each of them whole."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from .console import Console

_CHUNK = 65_536
_LONGEST = 16 * 1024 * 1024  # bytes; what is longer is shown as several lines, for it has to be kept until then
_STILL = 2.0  # seconds without any progress: nothing more will come, or nobody takes it
_ROUNDS = 15


class Relay:
    """Reads in a thread as fast as the terminal takes it: a slow one slows the server down, nothing piles up here."""

    def __init__(self, prefix: str, console: Console) -> None:
        self._prefix = prefix.encode()
        self._console = console
        self._shown = 0

    @contextmanager
    def inlet(self) -> Iterator[IO[bytes]]:
        """Give the end of a pipe that a server is to write to, while it is being started."""
        reader, writer = os.pipe()
        self._thread = threading.Thread(target=self._run, args=[reader], daemon=True)
        self._thread.start()
        with open(writer, "wb", buffering=0) as inlet:  # noqa: PTH123  (no path: a descriptor)
            yield inlet

    def finish(self) -> None:
        """Wait until all is shown that a server has left; a process of its that got away may keep the pipe open."""
        for _ in range(_ROUNDS):
            before = self._shown
            self._thread.join(_STILL)
            if not self._thread.is_alive() or self._shown == before:
                return

    def _run(self, reader: int) -> None:
        for lines in _whole_lines(reader):
            text = b"".join([self._prefix + line + b"\n" for line in lines.split(b"\n")])
            self._console.show(text)
            self._shown += 1


def _whole_lines(reader: int) -> Iterator[bytes]:
    """Yield one or more lines at a time, without the last end of line; at the end also one that has none."""
    begun = bytearray()
    with open(reader, "rb", buffering=0) as source:
        while chunk := source.read(_CHUNK):
            whole, newline, rest = chunk.rpartition(b"\n")
            if newline:
                yield bytes(begun) + whole
                begun.clear()
            begun += rest
            if len(begun) > _LONGEST:
                yield bytes(begun)
                begun.clear()
    if begun:
        yield bytes(begun)
