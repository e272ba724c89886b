"""What the express lane wins: one prediction a request, beside the least that a server can do.

Run it with the Python of an environment in which this repository is installed: ``python benchmarks/express.py
[ROUNDS]``; it needs ``wrk`` and two CPUs: one for the servers, one for the load. It makes a project, installs it and
trains it; with ``--project FOLDER --python PYTHON`` it measures one that has its model, with the Python that has its
dependencies. Single requests are not logged. In each round all servers are measured, one after the other; ratios are
those within a round. The bare constant is an ASGI app under the same uvicorn that reads the body and answers 160 bytes.
"""

import os
import re
import shutil
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from history import CONSTANT, Server, arguments, running, serving_app, with_its_model
from hop import cpu_seconds

BARE = """
HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"160")]

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b"x" * 160})
"""

POST = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local file = io.open("BODY")
wrk.body = file:read("*a")
file:close()
"""

CONNECTIONS = (64, 16, 1)
SECONDS = 3
SERVERS_CPU, LOAD_CPU = 0, 1


class Measured(NamedTuple):
    """One run: requests per second, CPU microseconds for a request, latencies in milliseconds."""

    per_second: float
    cpu: float
    p50: float
    p99: float


def main(rounds: int, project: Path | None, python: Path | None) -> None:
    """Measure, and print a table for each number of connections."""
    os.sched_setaffinity(0, {SERVERS_CPU})  # inherited by what is started
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        project, python = with_its_model(folder, project, python)
        (folder / "constant.py").write_text(CONSTANT)
        (folder / "bare.py").write_text(BARE)
        script = write_script(folder, project)
        servers: dict[str, tuple[Server, str]] = {}
        for app, path, title in (
            ("bare", "/", "a bare ASGI constant"),
            ("constant", "/openapi.json", "FastAPI's constant"),
        ):
            servers[title] = stack.enter_context(serving_app(python, folder, app, path)), "/constant"
        for lane in ("on", "off"):
            database = f"sqlite:///{folder / lane}.db"
            settings = {"API_EXPRESS": lane, "API_DATABASE_URL": database, "API_LOG_LEVEL": "warning"}
            server = stack.enter_context(running(python, project, settings))
            servers[f"`POST /v1/predict`, lane {lane}"] = server, "/v1/predict"
        for connections in CONNECTIONS:
            runs = [
                {title: measure(server, path, script, connections) for title, (server, path) in servers.items()}
                for _ in range(rounds + 1)
            ]
            report(connections, runs[1:])  # the first round warms up


def write_script(folder: Path, project: Path) -> Path:
    """Write into *folder* what wrk is to send: the example of *project*; return the file."""
    script = folder / "post.lua"
    script.write_text(POST.replace("BODY", str(project / "example.json")))
    return script


def measure(server: Server, path: str, script: Path, connections: int) -> Measured:
    """Put *connections* clients on *server* for some seconds."""
    cpu = cpu_seconds(server.pid)
    options = ["-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-s", str(script), server.url + path]
    command = [program_of("taskset"), "-c", str(LOAD_CPU), program_of("wrk"), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    cpu = cpu_seconds(server.pid) - cpu
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"{server.url}{path} refused requests:\n{done.stdout}")
    found = re.search(r"(\d+) requests in", done.stdout), re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    requests, per_second = (float(each[1]) for each in found if each)
    p50, p99 = (milliseconds(done.stdout, percentile) for percentile in (50, 99))
    return Measured(per_second, cpu / requests * 1e6, p50, p99)


def program_of(name: str) -> str:
    """Return the path of a program."""
    path = shutil.which(name)
    if path is None:
        raise FileNotFoundError(f"{name} is needed: install it from your system's packages")
    return path


def milliseconds(output: str, percentile: int) -> float:
    """Return a percentile of the latencies that wrk prints."""
    found = re.search(rf"\b{percentile}%\s+([\d.]+)(us|ms|s)\b", output)
    if not found:
        raise RuntimeError(f"wrk printed no latencies:\n{output}")
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]]


def report(connections: int, runs: Sequence[Mapping[str, Measured]]) -> None:
    """Print a Markdown table of medians; a ratio is that to the first row in the same round."""
    print(f"| {connections} connections | requests/s | ratio (min to max) | CPU us | p50 ms | p99 ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    first = next(iter(runs[0]))
    for title in runs[0]:
        ratios = [run[title].per_second / run[first].per_second for run in runs]
        per_second, cpu, p50, p99 = map(statistics.median, zip(*(run[title] for run in runs), strict=True))
        print(
            f"| {title} | {per_second:,.0f} "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
            f"| {cpu:.0f} | {p50:.2f} | {p99:.2f} |"
        )
    print()


if __name__ == "__main__":
    main(*arguments(__doc__))
