"""Kill servers and workers at random moments while jobs are taken and done; then look whether anything is missing.

Run it with the Python of a generated project that has jobs, whose model is trained:
``PROJECT/.venv/bin/python benchmarks/crash_jobs.py PROJECT ROUNDS [--database URL]``; ``--help`` names the rest.
Each round starts the server, sends it jobs of every format, some rows of which are bad, and kills with SIGKILL the
server, a worker, or all of them. At the end, every job that was accepted must be done, with every line once, in order,
bad where it was bad, and with the right prediction where it was good. Where predictions are kept, single ones are
ordered, too (``Prefer: respond-async``): each must have been kept once.
"""

import argparse
import csv
import io
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from pyarrow.parquet import write_table

Row = dict[str, Any]

POOL = 40
"""Different good rows; their predictions are asked for once."""

SENDERS = 3
BAD_SHARE = 0.02

LEASE_SECONDS = 1
PATIENCE_SECONDS = 120
"""Without progress of any job, until those that are not done are taken for lost: workers take turns between jobs."""


@dataclass
class Accepted:
    """A job that the server has promised to do: for each of its rows the number of the good row, or None."""

    url: str
    first_line: int
    rows: list[int | None]


@dataclass
class Ordered:
    """A prediction that the server has promised to make: of the good row with this number, under a tag of its own."""

    url: str
    tag: str
    number: int


@dataclass
class Crash:
    """One run: its folder and settings, the processes that live, and the jobs that were accepted."""

    python_path: Path
    module: str
    environment: dict[str, str]
    port: int
    folder: Path
    dice: random.Random
    max_rows: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    ordered: list[Ordered] = field(default_factory=list)
    kills: dict[str, int] = field(default_factory=dict)
    unsure: int = 0
    refused: list[str] = field(default_factory=list)

    def start(self, *, another_worker: bool) -> None:
        """Start the server, which starts a worker; and perhaps another worker."""
        log = (self.folder / "log").open("ab")
        modules = [self.module, f"{self.module}.jobs"][: 2 if another_worker else 1]
        for module in modules:
            command = [sys.executable, "-m", module]
            self.processes.append(
                subprocess.Popen(command, cwd=self.folder, env=self.environment, stderr=log, start_new_session=True)
            )
        deadline = time.monotonic() + 30
        while self.get("/health/ready")[0] != HTTPStatus.OK:
            if time.monotonic() > deadline:
                raise RuntimeError(f"the server does not become ready: see {self.folder / 'log'}")
            time.sleep(0.05)

    def get(self, path: str, accept: str = "*/*") -> tuple[int, bytes]:
        """Return status and body; 0 where there is no answer."""
        try:
            return self._request("GET", path, headers={"Accept": accept})
        except (OSError, HTTPException):
            return 0, b""

    def _request(self, method: str, path: str, body: bytes | None = None, headers: Any = None) -> tuple[int, bytes]:
        status, _, text = self._answer(method, path, body, headers)
        return status, text

    def _answer(
        self, method: str, path: str, body: bytes | None = None, headers: Any = None
    ) -> tuple[int, Message, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def send(self, pool: Sequence[Row], until: threading.Event) -> None:
        """Send jobs and orders, one after the other; note those that are accepted."""
        steps = [self.send_job, self.send_order] if self.keeps_predictions else [self.send_job]
        while not until.is_set():
            try:
                self.dice.choice(steps)(pool)
            except (OSError, HTTPException):
                self.unsure += 1  # it was killed before it could answer: nothing was promised
                until.wait(0.05)

    def send_job(self, pool: Sequence[Row]) -> None:
        """Send a job with rows of *pool*."""
        media_type, encode = self.dice.choice(list(BODIES.items()))
        numbers = [self.dice.randrange(len(pool)) for _ in range(self.dice.randint(1, self.max_rows))]
        rows = [None if self.dice.random() < BAD_SHARE else number for number in numbers]
        name = next(iter(pool[0]))
        body = encode([{**pool[0], name: -1e9} if number is None else pool[number] for number in rows])
        if job := self.job("/v1/jobs", body, {"Content-Type": media_type}):
            self.accepted.append(Accepted(job, 2 if media_type == "text/csv" else 1, rows))

    def send_order(self, pool: Sequence[Row]) -> None:
        """Order the prediction of a row of *pool*."""
        number, tag = self.dice.randrange(len(pool)), f"{self.dice.getrandbits(64):016x}"
        body = json.dumps({"input": pool[number], "tags": [tag]}).encode()
        headers = {"Content-Type": "application/json", "Prefer": "respond-async"}
        if job := self.job("/v1/predictions", body, headers):
            self.ordered.append(Ordered(job, tag, number))

    def job(self, path: str, body: bytes, headers: dict[str, str]) -> str:
        """Return the URL of the job that *path* makes of *body*; nothing where that cannot be done now."""
        status, text = self._request("POST", path, body, headers)
        if status == HTTPStatus.ACCEPTED:
            return f"/v1/jobs/{json.loads(text)['id']}"
        if status != HTTPStatus.SERVICE_UNAVAILABLE:
            self.refused.append(f"{path} answered {status}: {text.decode()}")
        return ""

    @property
    def keeps_predictions(self) -> bool:
        """Whether the project keeps predictions."""
        return any(self.python_path.glob("src/*/api/history/routes.py"))

    def kept(self) -> dict[str, list[Any]]:
        """Return all predictions that are kept, by their tag."""
        found: dict[str, list[Any]] = {}
        cursor = ""
        while True:
            status, headers, text = self._answer("GET", f"/v1/predictions?limit=200{cursor}")
            if status != HTTPStatus.OK:
                raise RuntimeError(text.decode())
            for each in json.loads(text)["predictions"]:
                found.setdefault(each["tags"][0], []).append(each["prediction"])
            link = re.search(r"cursor=([^&>]+)", headers.get("Link") or "")
            if link is None:
                return found
            cursor = f"&cursor={link[1]}"

    def predict(self, rows: Sequence[Row]) -> list[Any]:
        """Return the prediction of each of *rows*."""
        body = json.dumps({"rows": rows}).encode()
        status, text = self._request("POST", "/v1/predict", body, {"Content-Type": "application/json"})
        if status != HTTPStatus.OK:
            raise RuntimeError(text.decode())
        predictions: list[Any] = json.loads(text)["predictions"]
        return predictions

    def kill(self) -> None:
        """Kill the server, its worker, another worker, or all of them."""
        what = self.dice.choice(["server", "worker", "all"])
        self.kills[what] = self.kills.get(what, 0) + 1
        workers = [pid for process in self.processes for pid in children(process.pid)]
        if what in {"worker", "all"}:
            others = [process.pid for process in self.processes[1:]]
            for pid in [*workers, *others] if what == "all" else self.dice.sample([*workers, *others], 1):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if what in {"server", "all"}:
            self.processes[0].kill()

    def end(self) -> None:
        """Kill whatever is left, and wait until it is gone."""
        left = [pid for process in self.processes for pid in children(process.pid)]
        for process in self.processes:
            process.kill()
            process.wait()
        self.processes.clear()
        for pid in left:
            wait_for_end(pid)


def main(given: argparse.Namespace) -> int:
    """Run, report, and return the exit code."""
    project, rounds = given.project.resolve(), given.rounds
    with running(project, given.database, given.rows, given.seed) as crash:
        crash.start(another_worker=False)
        pool = rows_like(project / "example.json", crash.dice)
        predictions = crash.predict(pool)
        for number in range(rounds):
            crash.end()
            crash.start(another_worker=number % 2 == 1)
            wave(crash, pool, given.seconds)
            print(f"round {number + 1}: {len(crash.accepted)} jobs accepted", flush=True)
        crash.end()
        crash.start(another_worker=True)
        faults = [*crash.refused, *unfinished(crash)]
        for job in crash.accepted:
            faults += faults_of(crash, job, predictions)
        faults += faults_of_orders(crash, predictions)
        leftovers = sorted(path.name for path in (crash.folder / "data" / "jobs").glob("*"))
        accepted = sum(len(job.rows) for job in crash.accepted)
    print(f"{rounds} rounds, killed: {crash.kills}, {crash.unsure} requests without an answer")
    print(f"accepted: {len(crash.accepted)} jobs with {accepted} rows, {len(crash.ordered)} orders")
    print(f"{len(faults)} faults; {len(leftovers)} files are left")
    print("\n".join(faults[:20]))
    return 1 if faults or not crash.accepted else 0


def wave(crash: Crash, pool: Sequence[Row], seconds: float) -> None:
    """Send jobs from several threads, and kill meanwhile: something, then everything."""
    stop = threading.Event()
    senders = [threading.Thread(target=crash.send, args=(pool, stop)) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    time.sleep(crash.dice.uniform(0, seconds / 2))
    crash.kill()
    time.sleep(crash.dice.uniform(0, seconds / 2))
    crash.end()
    stop.set()
    for sender in senders:
        sender.join()


def unfinished(crash: Crash) -> list[str]:
    """Wait until all jobs and orders are done; return those that never are."""
    waiting = [job.url for job in crash.accepted] + [order.url for order in crash.ordered]
    deadline, last = time.monotonic() + PATIENCE_SECONDS, ""
    while waiting and time.monotonic() < deadline:
        asked_at = time.monotonic()
        answers = {url: crash.get(url) for url in waiting}
        waiting = [url for url in waiting if answers[url][0] != HTTPStatus.SEE_OTHER]
        progress = str([re.findall(rb"rows_done\D+(\d+)", answers[url][1]) for url in waiting])
        if progress != last:
            deadline, last = time.monotonic() + PATIENCE_SECONDS, progress
        time.sleep(0.5 + 4 * (time.monotonic() - asked_at))  # the workers need the processor, too
    return [f"{url} is not done: {crash.get(url)}" for url in waiting]


def faults_of(crash: Crash, job: Accepted, predictions: Sequence[Any]) -> Iterator[str]:
    """Yield what is wrong with *job*, which is done, and with its result."""
    answer = crash.get(job.url)
    if answer[0] != HTTPStatus.SEE_OTHER:
        return  # it was reported already
    state = json.loads(answer[1])
    bad = sum(number is None for number in job.rows)
    if (state["rows"], state["rows_done"], state["rows_bad"]) != (len(job.rows), len(job.rows), bad):
        yield f"{job.url} has {len(job.rows)} rows, {bad} of them bad, and says {state}"
    status, text = crash.get(f"{job.url}/result", "application/jsonl")
    lines = [json.loads(line) for line in text.splitlines()]
    if status != HTTPStatus.OK or len(lines) != len(job.rows):
        yield f"{job.url} has {len(job.rows)} rows, and a result of {len(lines)} lines ({status})"
        return
    for line, (found, number) in enumerate(zip(lines, job.rows, strict=True), job.first_line):
        right = "errors" in found if number is None else is_close(found.get("prediction"), predictions[number])
        if found["line"] != line or not right:
            yield f"{job.url} line {line}: {found}"


def faults_of_orders(crash: Crash, predictions: Sequence[Any]) -> Iterator[str]:
    """Yield what is wrong with the predictions that are kept."""
    kept = crash.kept() if crash.ordered else {}
    for order in crash.ordered:
        found = kept.get(order.tag, [])
        if len(found) != 1 or not is_close(found[0], predictions[order.number]):
            yield f"{order.url}: ordered once, and kept: {found}"
    yield from (f"{tag} is kept {len(found)} times" for tag, found in kept.items() if len(found) > 1)


def is_close(found: Any, expected: Any) -> bool:
    """Compare predictions: sums depend on how rows are batched."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(is_close(found.get(key), value) for key, value in expected.items())
    if isinstance(expected, float):
        return isinstance(found, (int, float)) and abs(found - expected) <= 1e-6 * max(1, abs(expected))
    return bool(found == expected)


@contextmanager
def running(project: Path, database: str, rows: int, seed: int) -> Iterator[Crash]:
    """Prepare a run of *project*, in a folder of its own; end its processes at last."""
    (contract,) = (project / "src").glob("*/api/contract.json")
    module = f"{contract.parents[1].name}.api"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": str(project / "src"),
            "API_PORT": str(port),
            "API_LOG_LEVEL": "warning",
            "API_JOBS_LEASE_SECONDS": str(LEASE_SECONDS),
            "API_JOBS_CHUNK_ROWS": "100",
            "ML_MODELS_DIR": str(project / "models"),
            **({"API_DATABASE_URL": database} if database else {}),
        }
        if database:
            subprocess.run([sys.executable, "-m", f"{module}.store", "upgrade"], env=environment, check=True)
        crash = Crash(project, module, environment, port, Path(folder), random.Random(seed), rows)  # noqa: S311
        try:
            yield crash
        finally:
            crash.end()


def rows_like(example: Path, dice: random.Random) -> list[Row]:
    """Return rows that differ from the example, each in its own way."""
    (row,) = json.loads(example.read_text(encoding="utf-8"))["rows"]
    return [{name: vary(value, dice) for name, value in row.items()} for _ in range(POOL)]


def vary(value: float, dice: random.Random) -> float:
    """Return a number near *value*; whole ones stay as they are."""
    return value if isinstance(value, int) else round(value * dice.uniform(0.8, 1.0), 6)


def children(pid: int) -> list[int]:
    """Return the processes that *pid* has started (Linux)."""
    with suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def wait_for_end(pid: int) -> None:
    """Wait until a process whose parent was killed has ended, as it must."""
    deadline = time.monotonic() + 15
    while Path(f"/proc/{pid}").exists():
        if time.monotonic() > deadline:
            raise RuntimeError(f"the worker {pid} has outlived its server")
        time.sleep(0.02)


def as_json_lines(rows: Sequence[Row]) -> bytes:
    """Return *rows* as JSON lines."""
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return *rows* as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_parquet(rows: Sequence[Row]) -> bytes:
    """Return *rows* as Parquet."""
    sink = io.BytesIO()
    write_table(pa.Table.from_pylist(list(rows)), sink)
    return sink.getvalue()


BODIES: dict[str, Callable[[Sequence[Row]], bytes]] = {
    "application/jsonl": as_json_lines,
    "text/csv": as_csv,
    "application/vnd.apache.parquet": as_parquet,
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("rounds", type=int)
    parser.add_argument("--seconds", type=float, default=2, help="of a round, at most")
    parser.add_argument("--database", default="", help="URL; else SQLite in a new folder")
    parser.add_argument("--rows", type=int, default=3000, help="of a job, at most")
    parser.add_argument("--seed", type=int, default=0)
    sys.exit(main(parser.parse_args()))
