"""Turn the signals that ask to stop into an exception, so that what is half done is taken back."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from .errors import Stopped

STOPPING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise ``Stopped`` where a signal asks to stop; one that was ignored before stays so (nohup)."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop(number: int, _frame: FrameType | None) -> None:
    """Leave whatever is being done."""
    finish()
    raise Stopped(number)


def finish() -> None:
    """Let no signal stop what comes now: cleaning up, or the last moments of a run that has succeeded."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
