"""Run a command to its end, with its output kept or shown; a stopping signal stops it too."""

import signal
import tempfile
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlserve.errors import Stopped

from .processes import Child
from .signals import Signals

_TAIL = 25


class StoppedOnTheWay(Stopped):
    """A signal asked to stop before the server ran; the next run takes up from there."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.message = f"stopped by {signal.Signals(number).name}; `mlserve up` goes on from there"


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and the last lines of what it said (none if that was shown)."""

    code: int
    tail: str

    @property
    def last_line(self) -> str:
        """The last thing that it said."""
        return self.tail.rpartition("\n")[2].strip()


def run(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str],
    signals: Signals,
    shown: bool = False,
) -> Outcome:
    """Return how *command* ended; raise if a signal ended it."""
    if shown:
        return Outcome(_wait(Child(command, folder=folder, environment=environment), signals), "")
    with tempfile.TemporaryFile() as log:
        child = Child(command, folder=folder, environment=environment, output=log)
        code = _wait(child, signals)
        log.seek(0)
        lines = deque((line.decode(errors="replace").rstrip() for line in log), maxlen=_TAIL)
    return Outcome(code, "\n".join(line for line in lines if line))


def _wait(child: Child, signals: Signals) -> int:
    try:
        while (code := child.poll()) is None:
            if signals.received is not None:
                raise StoppedOnTheWay(signals.received)
            signals.wait(1.0)
        return code
    finally:
        child.stop(signals, how=signal.SIGINT)  # pip and Poetry clean up after that one
