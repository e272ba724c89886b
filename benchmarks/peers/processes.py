"""A server's processes with all that come from them: found, and ended to the last one."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

STOP_SECONDS = 30

Popen: TypeAlias = subprocess.Popen[bytes]


class Alive(NamedTuple):
    """A process: its parent, its session, when it started."""

    parent: int
    session: int
    start: str


def family(pids: Sequence[int]) -> list[int]:
    """Return *pids* and the ids of all processes that come from them."""
    children: dict[int, list[int]] = {}
    for number, each in _processes().items():
        children.setdefault(each.parent, []).append(number)
    found, waiting = [], list(pids)
    while waiting:
        number = waiting.pop()
        found.append(number)
        waiting += children.get(number, [])
    return found


def stop(started: Sequence[Popen], signals: Sequence[int]) -> int:
    """End *started* with *signals*, the last one first, and kill what is left; return how many had to be killed.

    Of their sessions nothing is left either, not even what began while they ended.
    """
    before, pids = _processes(), [each.pid for each in started]
    known = {number: before[number].start for number in family(pids) if number in before}
    sessions = {*pids, *(before[number].session for number in known)} - {os.getsid(0)}
    for each, number in reversed(list(zip(started, signals, strict=False))):
        each.send_signal(number)
    deadline, killed = time.monotonic() + STOP_SECONDS, set()
    while left := _left(known, sessions):
        if time.monotonic() > deadline:
            killed.update(left)
            _kill(left)
        for each in started:
            each.poll()
        time.sleep(0.05)
    for each in started:
        each.wait()
    return len(killed)


def _left(known: Mapping[int, str], sessions: Collection[int]) -> list[int]:
    now = _processes().items()
    return [number for number, each in now if known.get(number) == each.start or each.session in sessions]


def _kill(pids: Sequence[int]) -> None:
    for number in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def _processes() -> dict[int, Alive]:
    """Return all processes that are not dead."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[0] != "Z":
                found[int(stat.parent.name)] = Alive(int(fields[1]), int(fields[3]), fields[19])
    return found
