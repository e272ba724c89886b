"""What keeping predictions costs: stored ones beside a constant, and page 1,000 of a million beside page 1.

Run it with the Python of an environment in which this repository is installed:
``python benchmarks/history.py [ROUNDS]``. It makes a project, installs it, trains and serves it, on SQLite; with
``--project FOLDER --python PYTHON`` it measures a project that has its model, with the Python that has its
dependencies. The constant is a FastAPI route with a response model, under the same uvicorn, without anything around
it. In each round all are measured, one after the other.
"""

import argparse
import asyncio
import http.client
import json
import os
import re
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

from hop import cpu_seconds, serving
from load import load

from mlserve.up import ports

CONSTANT = """
from fastapi import FastAPI
from pydantic import BaseModel

class Answer(BaseModel):
    label: str
    probability: float

app = FastAPI()

@app.post("/constant", response_model=Answer)
async def constant():
    return Answer(label="benign", probability=0.98)
"""

CONNECTIONS = 64
SECONDS = 3.0
ROWS = 1_000_000
PAGE = 1_000
PAGE_ROWS = 50
PAGES = 200
"""Reads of a page in one round."""


class Server(NamedTuple):
    """A running server: its URL and the id of its process."""

    url: str
    pid: int


class Measured(NamedTuple):
    """One run: requests per second, latencies in milliseconds, CPU milliseconds for a request."""

    per_second: float
    p50: float
    p99: float
    cpu: float


def main(rounds: int, project: Path | None, python: Path | None) -> None:
    """Measure, and print two tables of medians."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        database = Path(folder) / "service.db"
        settings = {"API_DATABASE_URL": f"sqlite:///{database}", "API_LOG_LEVEL": "warning"}
        project, python = with_its_model(Path(folder), project, python)
        server = stack.enter_context(running(python, project, settings))
        (Path(folder) / "constant.py").write_text(CONSTANT)
        reference = stack.enter_context(serving_app(python, Path(folder), "constant", "/openapi.json"))
        (row,) = json.loads((project / "example.json").read_bytes())["rows"]
        one, many = json.dumps({"input": row}).encode(), json.dumps({"rows": [row]}).encode()
        report_load(
            rounds,
            {
                "a constant": lambda: measure(reference, "/constant", one),
                "`POST /v1/predict`": lambda: measure(server, "/v1/predict", many),
                "`POST /v1/predictions`": lambda: measure(server, "/v1/predictions", one),
            },
        )
        fill(database)
        report_pages(server, rounds)


def report_load(rounds: int, variants: dict[str, Callable[[], Measured]]) -> None:
    """Measure *variants* in turns, and print a table; the ratio is that within a round."""
    runs = [{name: measured() for name, measured in variants.items()} for _ in range(rounds + 1)][1:]
    reference = next(iter(variants))
    print(f"| {CONNECTIONS} connections | requests/s | ratio (min to max) | p50 ms | p99 ms | CPU ms | CPU ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in variants:
        ratios = [run[name].per_second / run[reference].per_second for run in runs]
        costs = [run[reference].cpu / run[name].cpu for run in runs]
        columns = zip(*(run[name] for run in runs), strict=True)
        per_second, p50, p99, cpu = (statistics.median(column) for column in columns)
        print(
            f"| {name} | {per_second:,.0f} "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
            f"| {p50:.1f} | {p99:.1f} | {cpu:.3f} | {statistics.median(costs):.2f} |"
        )


def measure(server: Server, path: str, body: bytes) -> Measured:
    """Put clients on *server* for some seconds."""
    cpu = cpu_seconds(server.pid)
    result = asyncio.run(load(server.url + path, body, connections=CONNECTIONS, seconds=SECONDS))
    cpu = cpu_seconds(server.pid) - cpu
    p50, p99 = result.percentile(50) * 1000, result.percentile(99) * 1000
    return Measured(result.per_second, p50, p99, cpu / len(result.latencies) * 1000)


def fill(database: Path) -> None:
    """Multiply the stored predictions, until there are a million; their ids lie a millisecond apart."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(predictions)").fetchall()]
        values = ", ".join("printf('%012x7000800000000000%04x', n, 0)" if c == "id" else c for c in columns)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TEMP TABLE one AS SELECT * FROM predictions LIMIT 1")
        connection.execute("DELETE FROM predictions")
        numbers = "WITH RECURSIVE numbers(n) AS (SELECT 1700000000000 UNION ALL SELECT n + 1 FROM numbers LIMIT ?)"
        connection.execute(f"INSERT INTO predictions {numbers} SELECT {values} FROM numbers, one", [ROWS])  # noqa: S608
        connection.execute("COMMIT")


def report_pages(server: Server, rounds: int) -> None:
    """Read page 1 and page 1,000 in turns, and print a table."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc)
    first = f"/v1/predictions?limit={PAGE_ROWS}"
    paths = {1: first, PAGE: follow(connection, first, PAGE - 1)}
    runs = [{page: read(server, connection, path) for page, path in paths.items()} for _ in range(rounds + 1)][1:]
    ratios = [run[PAGE][0] / run[1][0] for run in runs]
    print(f"\n| page of {PAGE_ROWS}, of {ROWS:,} predictions | ms (median) | CPU ms | ratio (min to max) |")
    print("| --- | --- | --- | --- |")
    for page in paths:
        milliseconds, cpu = (statistics.median(values) for values in zip(*(run[page] for run in runs), strict=True))
        ratio = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})" if page > 1 else "1"
        print(f"| {page:,} | {milliseconds:.2f} | {cpu:.2f} | {ratio} |")


def follow(connection: http.client.HTTPConnection, path: str, links: int) -> str:
    """Return the path that so many links to the next page lead to."""
    for _ in range(links):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        path = urljoin(path, re.findall(r'<([^>]+)>; rel="next"', answer.headers["Link"])[0])
    return path


def read(server: Server, connection: http.client.HTTPConnection, path: str) -> tuple[float, float]:
    """Read a page often; return the median of its milliseconds, and those of CPU time for one."""
    times, cpu = [], cpu_seconds(server.pid)
    for _ in range(PAGES):
        started = time.perf_counter()
        connection.request("GET", path)
        body = connection.getresponse().read()
        times.append((time.perf_counter() - started) * 1000)
    if len(json.loads(body)["predictions"]) != PAGE_ROWS:
        raise RuntimeError(f"{path} is not a full page")
    return statistics.median(times), (cpu_seconds(server.pid) - cpu) / PAGES * 1000


@contextmanager
def serving_app(python: Path, folder: Path, module: str, path: str) -> Iterator[Server]:
    """Run the app of a *module* in *folder* under uvicorn, as fast as it goes; it is there once *path* is."""
    port = ports.free_port("127.0.0.1", 8400)
    options = ["--app-dir", str(folder), "--port", str(port), "--no-access-log", "--log-level", "warning"]
    with started([python, "-m", "uvicorn", *options, f"{module}:app"], {}, port, path) as server:
        yield server


@contextmanager
def running(python: Path, project: Path, settings: dict[str, str]) -> Iterator[Server]:
    """Run the server of *project*."""
    (contract,) = project.glob("src/*/api/contract.json")
    port = ports.free_port("127.0.0.1", 8300)
    own = {"API_PORT": str(port), "ML_MODELS_DIR": str(project / "models"), "PYTHONPATH": str(project / "src")}
    module = f"{contract.parents[1].name}.api"
    with started([python, "-m", module], {**own, **settings}, port, "/health/ready") as server:
        yield server


@contextmanager
def started(command: Sequence[str | Path], settings: dict[str, str], port: int, path: str) -> Iterator[Server]:
    """Run *command* until the block ends; the block begins once *path* is there."""
    with subprocess.Popen(command, env={**os.environ, **settings}) as process:
        server = Server(f"http://127.0.0.1:{port}", process.pid)
        try:
            wait_for(server.url + path)
            yield server
        finally:
            process.terminate()


def wait_for(url: str) -> None:
    """Return once *url* answers; give up after 30 seconds."""
    deadline = time.monotonic() + 30
    while True:
        try:
            urlopen(url).close()  # noqa: S310  (our own loopback server)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def with_its_model(folder: Path, project: Path | None, python: Path | None) -> tuple[Path, Path]:
    """Return *project* and its *python*, or those of one that is made in *folder*, installed and trained."""
    if project and python:
        return project, python
    with serving(folder, "monolith", {}):  # that makes all of it, once
        return folder / "monolith", folder / "monolith" / ".venv" / "bin" / "python"


def arguments(description: str | None) -> tuple[int, Path | None, Path | None]:
    """Read the command line: the rounds, and where given a project and the Python for it."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--project", type=Path, help="a project that has its model")
    parser.add_argument("--python", type=Path, help="the Python that has its dependencies")
    given = parser.parse_args()
    return given.rounds, given.project and given.project.resolve(), given.python and given.python.absolute()


if __name__ == "__main__":
    main(*arguments(__doc__))
