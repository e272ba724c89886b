"""What the model's process does: load the model, then answer one batch after the other.

What is dear to import (the model's libraries) is imported by ``load``, so that the parent, which
imports this file too, does without, and this process can be ended from the very first.
"""

import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any

from .lifeline import end_with_parent


def work(connection: Connection) -> None:
    """Answer what arrives: how to load which model, then batches, at last None.

    Ctrl-C reaches every process of a terminal, and some service managers signal all processes of
    a service; the requests that its parent has accepted still need this one. So the parent alone
    decides when it ends.
    """
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    loaded = _try(*connection.recv())
    if isinstance(loaded, Exception):
        connection.send(loaded)
        return
    connection.send((loaded.model.manifest, loaded.seconds))
    while (inputs := connection.recv()) is not None:
        connection.send(_try(loaded.answer, inputs))


def _try(function: Callable[[Any], Any], argument: object) -> Any:
    """Return what *function* returns or raises; without memory, only a new process helps."""
    try:
        return function(argument)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a model raises goes to its callers
        return _portable(error)


def _portable(error: Exception) -> Exception:
    """Return *error* as one that can cross to the parent; its traceback goes with it as a note."""
    trace = "".join(traceback.format_exception(error))
    portable = RuntimeError(f"{type(error).__name__}: {error}")
    if type(error).__module__.startswith(("builtins", __package__)):  # the parent has no others
        with suppress(Exception):  # what it holds may be of any kind
            portable = ForkingPickler.loads(ForkingPickler.dumps(error))
    portable.add_note(f"In the model's process:\n{trace}")
    return portable


def _reduce(view: memoryview) -> tuple[type[bytes], tuple[bytes]]:
    return bytes, (view.tobytes(),)


ForkingPickler.register(memoryview, _reduce)  # a tensor's data crosses as bytes
