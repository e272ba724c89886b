"""A slow model that holds the GIL: whoever asks for the health waits no longer, and the model rests little.

Run it with the Python of an environment in which this repository is installed, on Linux: ``python
benchmarks/slow_model.py [ROUNDS]``; it needs wrk. It makes a project whose model runs a loop in pure Python, trains it
and serves it with the settings that are the default; 64 clients ask for predictions, and one more, beside them, for
``/health/live``. The ideal is a model that works all the time: the rows of a batch in 20 ms. Server, model and load
share the CPUs of the machine.
"""

import http.client
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

from history import Server, running
from hop import batch_counts

from peers import projects, wrk
from peers.environments import CACHE, Environments
from peers.scenarios import BREAST_CANCER, Scenario

BATCH_SECONDS = 0.020
CONNECTIONS = 64
SECONDS = 5.0
PAUSE_SECONDS = 0.002
"""Between two questions about the health."""

RECIPE = f'''"""The recipe of a benchmark: a model that is slow, and holds the GIL."""

import time

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from .dataset import Dataset

NAME = "breast-cancer"


def load_data() -> Dataset:
{BREAST_CANCER}

def work(x):
    """Take a batch's time: it is called once for the labels and the probabilities."""
    end = time.perf_counter() + {BATCH_SECONDS}
    while time.perf_counter() < end:
        pass
    return np.log1p(x)


def make_estimator():
    return make_pipeline(FunctionTransformer(work), LogisticRegression(max_iter=10_000))
'''

SLOW = Scenario("slow", "A model that takes 20 ms a batch", RECIPE, onnx=False, own_contract=False)


class Measured(NamedTuple):
    """One run: predictions a second, rows of a batch, share of the ideal; latencies of the health in milliseconds."""

    per_second: float
    rows: float
    share: float
    p50: float
    p99: float
    longest: float


def main(rounds: int) -> None:
    """Measure, and print a table."""
    with TemporaryDirectory() as name:
        folder, environments = Path(name), Environments(CACHE)
        project = projects.make(folder, "monolith", SLOW)
        projects.train(project, SLOW, environments)
        python = projects.training_environment(project, environments).python
        script = wrk.write_script(folder, [b" ".join((project / "example.json").read_bytes().splitlines())])
        settings = {"API_DATABASE_URL": f"sqlite:///{folder / 'service.db'}", "API_LOG_LEVEL": "warning"}
        with running(python, project, settings) as server:
            runs = [measure(server, script) for _ in range(rounds + 1)]
    report(runs[1:])  # the first round warms up


def measure(server: Server, script: Path) -> Measured:
    """Put clients on *server* for some seconds, and ask for its health meanwhile."""
    before = batch_counts(server.url)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(wrk.put, f"{server.url}/v1/predict", script, CONNECTIONS, SECONDS)
        latencies = probe(server.url, waiting.done)
    load, after = waiting.result(), batch_counts(server.url)
    if load.failed:
        raise RuntimeError(f"{load.failed} requests failed")
    rows = (after[0] - before[0]) / (after[1] - before[1])
    p50, p99 = (statistics.quantiles(latencies, n=100)[percent - 1] for percent in (50, 99))
    return Measured(load.per_second, rows, load.per_second * BATCH_SECONDS / rows, p50, p99, max(latencies))


def probe(url: str, done: Callable[[], bool]) -> list[float]:
    """Ask for the health until all is *done*; return the latencies in milliseconds."""
    connection, latencies = http.client.HTTPConnection(urlsplit(url).netloc), []
    while not done():
        started = time.perf_counter()
        connection.request("GET", "/health/live")
        answer = connection.getresponse()
        answer.read()
        latencies.append((time.perf_counter() - started) * 1000)
        if answer.status != http.client.OK:
            raise RuntimeError(f"/health/live answered {answer.status}")
        time.sleep(PAUSE_SECONDS)
    connection.close()
    return latencies


def report(runs: Sequence[Measured]) -> None:
    """Print a Markdown table of medians, and what the share of the ideal and the p99 ran from and to."""
    per_second, rows, share, p50, p99, longest = (statistics.median(each) for each in zip(*runs, strict=True))
    shares, slowest = [run.share for run in runs], [run.p99 for run in runs]
    print(f"| {CONNECTIONS} connections | rows/batch | of the ideal (min to max) | live p50 ms | p99 ms | longest ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(
        f"| {per_second:,.0f} predictions/s | {rows:.1f} | {share:.2f} ({min(shares):.2f} to {max(shares):.2f}) "
        f"| {p50:.2f} | {p99:.2f} ({min(slowest):.2f} to {max(slowest):.2f}) | {longest:.2f} |"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
