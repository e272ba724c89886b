"""Start a peer's processes on the servers' CPU, ask until the first 200, and read what they use."""

import contextlib
import http.client
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from express import LOAD_CPU, SERVERS_CPU, program_of
from hop import cpu_seconds

from .interface import Process
from .processes import Popen, family, stop
from .progress import say

START_SECONDS = 120
POLL_SECONDS = 0.005
ONE_CPU = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Failed(Exception):
    """A server does not do what it should; the message says what it said last."""


@dataclass(frozen=True)
class Serving:
    """A server that answers.

    Attributes:
        url: where it is asked.
        pids: of the processes that were started.
        cold: seconds from the start of the first process to the first 200.
        answer: the body of that 200.

    """

    url: str
    pids: Sequence[int]
    cold: float
    answer: bytes

    def cpu_seconds(self) -> float:
        """Return the CPU time that its processes have used so far, in seconds."""
        return sum(map(cpu_seconds, self.pids))

    def memory(self) -> int:
        """Return the resident memory of its processes in bytes; what several share counts once (PSS)."""
        found = 0
        for pid in family(self.pids):
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                found += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
        return found


@contextmanager
def serving(processes: Sequence[Process], log: Path, port: int, path: str, body: bytes) -> Iterator[Serving]:
    """Serve until the block ends, which begins with the first 200 to *body* at *path*.

    Raises:
        Failed: a process ended, or there was no 200 in time.

    """
    started: list[Popen] = []
    with log.open("wb") as output:
        begin = time.perf_counter()
        try:
            started += [_start(process, output.fileno()) for process in processes]
            answer = _first_answer(started, log, port, path, body)
            cold = time.perf_counter() - begin
            yield Serving(f"http://127.0.0.1:{port}{path}", [each.pid for each in started], cold, answer)
        finally:
            if killed := stop(started, [process.stop for process in processes]):
                say(f"{log.parent.name}: {killed} of its processes did not end by themselves")


def _start(process: Process, output: int) -> Popen:
    command = [program_of("taskset"), "-c", str(SERVERS_CPU), *process.command]
    environment = {**os.environ, **ONE_CPU, **process.variables}
    return subprocess.Popen(
        command, env=environment, cwd=process.folder, stdout=output, stderr=output, start_new_session=True
    )


def _first_answer(started: Sequence[Popen], log: Path, port: int, path: str, body: bytes) -> bytes:
    deadline, last = time.monotonic() + START_SECONDS, ""
    while time.monotonic() < deadline:
        if any(each.poll() is not None for each in started):
            raise Failed(f"it ended at its start: {_end_of(log)}")
        try:
            status, answer = post(port, path, body)
        except OSError:
            time.sleep(POLL_SECONDS)
            continue
        except http.client.HTTPException as error:
            last = repr(error)
            continue
        if status == http.client.OK:
            return answer
        last = f"{status} {answer[:300].decode(errors='replace')}"
        time.sleep(POLL_SECONDS)
    raise Failed(f"no 200 in {START_SECONDS} s: {last or _end_of(log)}")


def post(port: int, path: str, body: bytes) -> tuple[int, bytes]:
    """Send one request; return the status and the body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _end_of(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return " / ".join(lines[-3:])[-400:] or "without a word"


def stay_off_the_servers_cpu() -> None:
    """Keep this process, and what it starts without a word about CPUs, on the CPU of the load."""
    os.sched_setaffinity(0, {LOAD_CPU})
