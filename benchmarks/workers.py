"""What more cores win: ``POST /v1/predict``, one prediction a request, with 1, 2, … workers (``API_WORKERS``).

Run it with the Python of an environment in which this repository is installed: ``python benchmarks/workers.py
[ROUNDS]``; it needs ``wrk``. It makes a project, installs it and trains it; with ``--project FOLDER --python PYTHON``
it measures one that has its model, with the Python that has its dependencies. Single requests are not logged.

All servers run at the same time, and are measured in turns (1, 2, … workers, up to the CPUs, and again); ratios are
those within a round. The load takes its part of the same CPUs: where it has none to itself, the ratio says less than
two machines would, and CPU time for a request says more. That is of all processes of a server. Each run has new
connections, which the kernel deals out anew; what each worker answered stands in the files of its metrics.
"""

import os
import re
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.request import urlopen

from express import SECONDS, program_of, write_script
from history import Server, arguments, running, with_its_model
from hop import cpu_seconds

CONNECTIONS = 64

COUNT = """
import sys
from prometheus_client.multiprocess import MultiProcessCollector
for file in sys.argv[1:]:
    metrics = MultiProcessCollector.merge([file])
    samples = [each for metric in metrics if metric.name == "http_requests" for each in metric.samples]
    print(int(sum(each.value for each in samples if each.labels["route"] == "/v1/predict")))
"""
"""Prints how many predictions each of the files counts: there is one for each worker."""


class Measured(NamedTuple):
    """One run: requests per second, CPU microseconds for a request, and the requests of each worker."""

    per_second: float
    cpu: float
    answered: Sequence[int]


def main(rounds: int, project: Path | None, python: Path | None) -> None:
    """Measure, and print a table."""
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        project, python = with_its_model(folder, project, python)
        script = write_script(folder, project)
        numbers = range(1, max(2, len(os.sched_getaffinity(0))) + 1)
        servers = {}
        for number in numbers:
            settings = {"API_DATABASE_URL": f"sqlite:///{folder / str(number)}.db", "API_LOG_LEVEL": "warning"}
            files = folder / f"workers-{number}"
            files.mkdir()
            more = {"API_WORKERS": str(number), "TMPDIR": str(files)}
            server = stack.enter_context(running(python, project, settings | more))
            wait_for_all(server, number)
            servers[number] = server, Counted(python, files)
        runs = [
            {number: measure(server, script, counted) for number, (server, counted) in servers.items()}
            for _ in range(rounds + 1)
        ]
    report(runs[1:])  # the first round warms up


def wait_for_all(server: Server, workers: int) -> None:
    """Return once so many workers of *server* have written metrics; give up after 30 seconds."""
    deadline = time.monotonic() + 30
    while read(server).count("\npython_info{") < workers:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{server.url} has fewer than {workers} workers")
        time.sleep(0.1)


def read(server: Server) -> str:
    """Return the metrics of *server*."""
    with urlopen(f"{server.url}/metrics") as answer:  # noqa: S310  (our own loopback server)
        text: str = answer.read().decode()
    return text


class Counted(NamedTuple):
    """The metrics' files of a server's workers below a folder, and a Python that can read them."""

    python: Path
    folder: Path

    def predictions(self) -> list[int]:
        """Return how many each worker has counted so far: none where there is but one worker, which writes no file."""
        files = sorted(map(str, self.folder.rglob("counter_*.db")))
        done = subprocess.run([self.python, "-c", COUNT, *files], capture_output=True, text=True, check=True)
        return [int(line) for line in done.stdout.split()]


def measure(server: Server, script: Path, counted: Counted) -> Measured:
    """Put clients on *server* for some seconds."""
    before, cpu = counted.predictions(), cpu_seconds(server.pid)
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script), f"{server.url}/v1/predict"]
    done = subprocess.run([program_of("wrk"), *options], capture_output=True, text=True, check=True)
    cpu = cpu_seconds(server.pid) - cpu
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"{server.url} refused requests:\n{done.stdout}")
    found = re.search(r"(\d+) requests in", done.stdout), re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    requests, per_second = (float(each[1]) for each in found if each)
    answered = [now - then for now, then in zip(counted.predictions(), before, strict=True)]
    return Measured(per_second, cpu / requests * 1e6, answered or [int(requests)])


def report(runs: Sequence[Mapping[int, Measured]]) -> None:
    """Print a Markdown table of medians; a ratio is that to one worker in the same round."""
    print(f"| workers | requests/s, {CONNECTIONS} connections | ratio (min to max) | CPU us | share of each worker |")
    print("| --- | --- | --- | --- | --- |")
    for number in runs[0]:
        ratios = [run[number].per_second / run[1].per_second for run in runs]
        per_second = statistics.median(run[number].per_second for run in runs)
        cpu = statistics.median(run[number].cpu for run in runs)
        shares = "; ".join(
            " ".join(f"{each / sum(run[number].answered):.0%}" for each in run[number].answered) for run in runs
        )
        print(
            f"| {number} | {per_second:,.0f} "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) | {cpu:.0f} | {shares} |"
        )


if __name__ == "__main__":
    main(*arguments(__doc__))
