"""Keep what servers say in a file: their lines would stand between ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_SHOWN = 30


class Journal:
    """Where several servers write to, each at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._forgotten = False

    @contextmanager
    def inlet(self) -> Iterator[IO[bytes]]:
        """Give the file that a server is to write to, while it is being started."""
        with self._path.open("ab", buffering=0) as file:
            yield file

    def finish(self) -> None:
        """Return: what was written is there."""

    def forget(self) -> None:
        """Have nothing to tell: what went wrong has nothing to do with the servers."""
        self._forgotten = True

    def tail(self) -> str:
        """Return the last lines; nothing where nothing was said."""
        if self._forgotten or not self._path.exists():
            return ""
        return "\n".join(self._path.read_text(encoding="utf-8", errors="replace").splitlines()[-_SHOWN:])
