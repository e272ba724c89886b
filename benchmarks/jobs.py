"""What a large job does to its server: memory, and the latency of interactive requests before, during and after.

Run it with the Python of an environment in which this repository is installed: ``python benchmarks/jobs.py [ROWS]``.
It makes a project, installs it, trains and serves it; with ``--url URL --pid PID`` it measures a server that runs
already. All run on this machine and share its CPUs with the load generator.
"""

import argparse
import asyncio
import http.client
import json
import os
import re
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from hop import cpu_seconds, serving
from load import Result, load

SECONDS = 2.0
"""Of one window, in which one client sends a request after the other."""

WINDOWS = 5
"""Before the job, and as many after it: both are called idle."""

RESULTS = ("application/jsonl", "text/csv", "application/vnd.apache.parquet")


def main(rows: int, url: str, pid: int) -> None:
    """Measure, and print what was found."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        if not url:
            url, pid = stack.enter_context(serving(Path(folder), "monolith", {}, "--preset", "full"))
        row = example(url)
        body = json.dumps({"rows": [row]}).encode()
        lines = Path(folder) / "rows.jsonl"
        with lines.open("w") as file:
            file.writelines(f"{json.dumps({**row, next(iter(row)): 10 + n / rows})}\n" for n in range(rows))
        idle = [window(url, body) for _ in range(WINDOWS + 1)][1:]  # the first one warms up
        before, cpu = memory(pid), cpu_seconds(pid)
        started = time.perf_counter()
        # A thread would hold up the clock of the others; and a client elsewhere would take none of their CPU.
        with ProcessPoolExecutor(1, initializer=os.nice, initargs=(19,)) as sender:
            sending = sender.submit(post, url, lines)
            receiving = []
            while not sending.done():
                receiving.append(window(url, body))
            job, sent = sending.result()
        busy = []
        while not is_done(url, job):
            busy.append(window(url, body))
        took = time.perf_counter() - started
        cpu = cpu_seconds(pid) - cpu
        during = memory(pid)
        print(f"{rows:,} rows, {lines.stat().st_size / 1e6:,.0f} MB: sent in {sent:.1f} s, done after {took:.1f} s")
        print(f"CPU of the server and its worker, the requests' included: {cpu:.1f} s")
        idle += [window(url, body) for _ in range(WINDOWS)]
        report({"idle": idle, "while the file is sent": receiving, "while the job runs": busy})
        for media_type in RESULTS:
            fetch(url, job, media_type)
        after = memory(pid)
    print("| process | MB before | most during the job | most while its results were read |")
    print("| --- | --- | --- | --- |")
    for name in before:
        print(f"| {name} | {before[name]:.0f} | {during[name]:.0f} | {after[name]:.0f} |")


def example(url: str) -> dict[str, float]:
    """Return the row that the document of the server has as an example."""
    with urlopen(f"{url}/openapi.json") as answer:  # noqa: S310  (our own loopback server)
        content = json.load(answer)["paths"]["/v1/predict"]["post"]["requestBody"]["content"]
    row: dict[str, float] = content["application/json"]["example"]["rows"][0]
    return row


def window(url: str, body: bytes) -> Result:
    """Ask for predictions for some seconds."""
    return asyncio.run(load(f"{url}/v1/predict", body, connections=1, seconds=SECONDS))


def memory(pid: int) -> dict[str, float]:
    """Return the most memory that each process of a server ever had, in MB (Linux)."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text, command = status.read_text(), (status.parent / "cmdline").read_bytes().decode()
        except OSError:
            continue
        fields = dict(re.findall(r"^(\w+):\s+(\d+)", text, re.MULTILINE))
        name = re.search(r"\w+\.api(\.jobs)?(?=\0)", command)
        if name and (pid in (int(status.parent.name), int(fields["PPid"])) or "jobs" in name[0]):
            found["worker" if name[1] else "server"] = int(fields["VmHWM"]) / 1024
    return found


def post(url: str, file: Path) -> tuple[str, float]:
    """Send *file* as a job; return the job's path, and the seconds that it took."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    with file.open("rb") as lines:
        size = {"Content-Length": str(file.stat().st_size)}
        connection.request("POST", "/v1/jobs", lines, {"Content-Type": "application/jsonl", **size})
    answer = connection.getresponse()
    if answer.status != http.client.ACCEPTED:
        raise RuntimeError(f"the job was refused: {answer.read().decode()}")
    return str(answer.headers["Location"]), time.perf_counter() - started


def is_done(url: str, job: str) -> bool:
    """Say whether *job* is done."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request("GET", job)
    answer = connection.getresponse()
    state: dict[str, Any] = json.load(answer)
    if state["state"] == "failed":
        raise RuntimeError(f"the job failed: {state['error']}")
    return answer.status == http.client.SEE_OTHER


def fetch(url: str, job: str, media_type: str) -> None:
    """Read the result of *job*, and say how long it took."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request("GET", f"{job}/result", headers={"Accept": media_type})
    answer = connection.getresponse()
    size = 0
    while piece := answer.read(1024 * 1024):
        size += len(piece)
    print(f"result as {media_type}: {size / 1e6:,.0f} MB in {time.perf_counter() - started:.1f} s")


def report(results: dict[str, list[Result]]) -> None:
    """Print a Markdown table: medians of the windows."""
    print("| | requests/s | p50 ms | p99 ms | p99 to idle |")
    print("| --- | --- | --- | --- | --- |")
    idle = statistics.median(each.percentile(99) for each in results["idle"])
    for name, runs in results.items():
        per_second = statistics.median(each.per_second for each in runs)
        p50, p99 = (statistics.median(each.percentile(percent) for each in runs) for percent in (50, 99))
        print(f"| {name} | {per_second:,.0f} | {p50 * 1000:.2f} | {p99 * 1000:.2f} | {p99 / idle:.2f} |")
    print(json.dumps({"windows": len(results["while the job runs"]), "seconds": SECONDS, "cpus": os.cpu_count()}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--url", default="", help="of a running server; else a project is made")
    parser.add_argument("--pid", type=int, default=0, help="of that server's process")
    arguments = parser.parse_args()
    main(arguments.rows, arguments.url, arguments.pid)
