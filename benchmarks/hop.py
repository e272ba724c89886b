"""What a network between API and model costs, and what joining calls wins: monolith and microservices side by side.

Run it with the Python of an environment in which this repository is installed: ``python benchmarks/hop.py [ROUNDS]``.
It makes both projects, installs them, trains, and measures in turns: the monolith, the microservices, and the
microservices with batches of one row. All run on this machine and share its CPUs with the load generator.
"""

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.request import urlopen

from load import load

from mlserve.up import ports

MLSERVE = Path(sys.executable).parent / "mlserve"
CONNECTIONS = (1, 16, 64)
SECONDS = 3.0
VARIANTS: dict[str, tuple[str, Mapping[str, str]]] = {
    "monolith": ("monolith", {}),
    "microservice": ("microservice", {}),
    "microservice, one row a batch": ("microservice", {"API_ML_MAX_BATCH_ROWS": "1"}),
}


class Measured(NamedTuple):
    """One run: requests per second, latencies in milliseconds, CPU seconds for 1,000 requests, rows in a batch."""

    per_second: float
    p50: float
    p99: float
    cpu: float
    batch: float


def main(rounds: int) -> None:
    """Measure, and print a table of medians and of ratios within a round."""
    results: dict[tuple[str, int], list[Measured]] = {}
    with TemporaryDirectory() as folder, ExitStack() as stack:
        running = {
            name: stack.enter_context(serving(Path(folder), layout, settings))
            for name, (layout, settings) in VARIANTS.items()
        }
        for number in range(rounds + 1):
            for connections in CONNECTIONS:
                for name, (url, pid) in running.items():
                    measured = measure(url, pid, Path(folder), connections)
                    if number:  # the first round warms up
                        results.setdefault((name, connections), []).append(measured)
    report(results)


@contextmanager
def serving(folder: Path, layout: str, settings: Mapping[str, str], *flags: str) -> Iterator[tuple[str, int]]:
    """Serve a project with `mlserve up`, made where it is not there yet; give its URL and the process's id."""
    if not (folder / layout).exists():
        command = [str(MLSERVE), "new", layout, "--layout", layout, *flags, "--yes", "--no-git", "--quiet"]
        subprocess.run(command, cwd=folder, check=True)
    port = ports.free_port("127.0.0.1", 8300)
    environment = {**os.environ, "API_LOG_LEVEL": "warning", "ML_LOG_LEVEL": "warning", **settings}
    process = subprocess.Popen(
        [MLSERVE, "up", layout, "--port", str(port), "--quiet"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if not process.stdout or not process.stdout.readline().startswith("Swagger"):
            raise RuntimeError(f"the {layout} could not be served")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def measure(url: str, pid: int, folder: Path, connections: int) -> Measured:
    """Put *connections* clients on the server at *url* for some seconds."""
    body = (folder / "monolith" / "example.json").read_bytes()
    cpu, batches = cpu_seconds(pid), batch_counts(url)
    result = asyncio.run(load(f"{url}/v1/predict", body, connections=connections, seconds=SECONDS))
    cpu, after = cpu_seconds(pid) - cpu, batch_counts(url)
    return Measured(
        result.per_second,
        result.percentile(50) * 1000,
        result.percentile(99) * 1000,
        cpu / len(result.latencies) * 1000,
        (after[0] - batches[0]) / max(1.0, after[1] - batches[1]),
    )


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and of all that it has started, in seconds (Linux)."""
    ticks = os.sysconf("SC_CLK_TCK")
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(stat.parent.name)
        parents[number] = int(fields[1])
        used[number] = (int(fields[11]) + int(fields[12])) / ticks

    def belongs(number: int) -> bool:
        return number == pid or (number in parents and belongs(parents[number]))

    return sum(seconds for number, seconds in used.items() if belongs(number))


def batch_counts(url: str) -> tuple[float, float]:
    """Return how many rows and how many batches the service server has counted."""
    with urlopen(f"{url}/metrics") as answer:  # noqa: S310  (our own loopback server)
        lines = answer.read().decode().splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if line.startswith("model_batch_rows_"))
    return float(values["model_batch_rows_sum"]), float(values["model_batch_rows_count"])


def report(results: dict[tuple[str, int], list[Measured]]) -> None:
    """Print a Markdown table: medians, and the median of the ratios to the monolith in the same round."""
    print("| connections | layout | requests/s | ratio (min to max) | p50 ms | p99 ms | CPU s/1,000 | rows/batch |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for (name, connections), runs in sorted(results.items(), key=lambda item: item[0][1]):
        base = results["monolith", connections]
        ratios = [run.per_second / other.per_second for run, other in zip(runs, base, strict=True)]

        def median(of: Callable[[Measured], float], runs: list[Measured] = runs) -> float:
            return statistics.median(map(of, runs))

        print(
            f"| {connections} | {name} | {median(lambda run: run.per_second):,.0f} "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
            f"| {median(lambda run: run.p50):.2f} | {median(lambda run: run.p99):.2f} "
            f"| {median(lambda run: run.cpu):.2f} | {median(lambda run: run.batch):.1f} |"
        )
    print(json.dumps({"rounds": len(next(iter(results.values()))), "seconds": SECONDS, "cpus": os.cpu_count()}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
