"""Run one command, and end it with all that it started when whoever asked for it is gone.

Started as a file, in a session of its own. `mlserve up` holds the other end of standard input and never writes to it:
its end is the end of `mlserve up`, also by SIGKILL. Everything here is of the standard library.
"""

import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress


def main(grace: float, command: list[str]) -> int:
    """Return what *command* returned (128 and more: the signal that ended it)."""
    wake, told = socket.socketpair()
    told.settimeout(0)
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)  # meant for the command, which gets it too
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    while child.poll() is None:
        readable, _, _ = select.select([sys.stdin.fileno(), wake], [], [])
        if sys.stdin.fileno() in readable:
            _abandon(child, grace)
        wake.recv(4096)
    os.killpg(0, signal.SIGTERM)  # what the command left behind
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def _abandon(child: subprocess.Popen[bytes], grace: float) -> None:
    os.killpg(0, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        child.wait(grace)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
