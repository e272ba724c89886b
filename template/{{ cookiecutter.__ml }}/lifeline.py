"""A child process that never outlives its parent, however that one ended."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """End this process as soon as its parent has ended.

    A thread waits for the parent's end, which every system tells. It needs the GIL to act, so on
    Linux the kernel is asked to kill this process, too. For the kernel, the parent is the thread
    that started this process: it must be one that lasts.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        raise RuntimeError("this is not a child process")
    threading.Thread(target=_end_after, args=(parent,), name="lifeline", daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent.pid:  # it had ended before the kernel was asked
            os._exit(1)


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
