"""A server's processes with all that come from them: found, and ended to the last one."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

STOP_SECONDS = 15

Popen: TypeAlias = subprocess.Popen[bytes]


def family(pids: Sequence[int]) -> list[int]:
    """Return *pids* and the ids of all processes that come from them."""
    children: dict[int, list[int]] = {}
    for number, (parent, _) in _processes().items():
        children.setdefault(parent, []).append(number)
    found, waiting = [], list(pids)
    while waiting:
        number = waiting.pop()
        found.append(number)
        waiting += children.get(number, [])
    return found


def stop(started: Sequence[Popen], signals: Sequence[int]) -> int:
    """End *started* with *signals*, the last one first, and kill what is left; return how many had to be killed."""
    before = _processes()
    left = {number: before[number][1] for number in family([each.pid for each in started]) if number in before}
    for each, number in reversed(list(zip(started, signals, strict=False))):
        each.send_signal(number)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and _still(left):
        for each in started:
            each.poll()
        time.sleep(0.05)
    stubborn = _still(left)
    for number in stubborn:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    for each in started:
        each.wait()
    return len(stubborn)


def _still(known: Mapping[int, str]) -> list[int]:
    now = _processes()
    return [number for number, start in known.items() if number in now and now[number][1] == start]


def _processes() -> dict[int, tuple[int, str]]:
    """Return the parent and the time of start of each process that is not dead."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[0] != "Z":
                found[int(stat.parent.name)] = int(fields[1]), fields[19]
    return found
