"""Bounds for this process: memory, no core dump, and no life without its parent."""

import os
import sys
import threading
from typing import BinaryIO


def bound(memory: int) -> None:
    """Let this process use no more than *memory* bytes of address space."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def end_with(pipe: BinaryIO) -> None:
    """End this process when the other end of *pipe* is closed: whoever asked is gone."""

    def wait() -> None:
        pipe.read()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
