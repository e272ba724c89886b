"""Measure one scenario: install, check the answers, then rounds in which each server is started, loaded and stopped."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from express import SERVERS_CPU, program_of

from mlserve.up import ports

from . import machine, wrk
from .checking import check
from .environments import Environment, InstallationFailed, size
from .handwritten import fastapi_environment
from .interface import APPS, Peer, Place, Unavailable
from .pairing import rotated
from .privacy import without_places
from .results import About, Alone, Results, Run, Start
from .runtimes import RUNTIMES, variables
from .serving import ONE_CPU, Failed, Serving, serving

FIRST_PORT = 8600
PAUSE_SECONDS = 0.5
WARM_UP_CONNECTIONS = 16
LIBRARIES = ("scikit-learn", "onnxruntime")
"""Distributions whose versions are kept of each peer that has them, besides those that it names."""
ALONE = (("sklearn", 1), ("onnx", 1), ("onnx", 64))
"""The runtimes and rows of one call in which the model is called in a loop."""


@dataclass(frozen=True)
class Ready:
    """A peer that is installed and prepared."""

    peer: Peer
    place: Place
    environments: Sequence[Environment]
    bodies: Sequence[bytes]
    script: Path

    @contextmanager
    def serving(self) -> Iterator[Serving]:
        """Serve until the block ends."""
        port = ports.free_port("127.0.0.1", FIRST_PORT)
        processes = self.peer.processes(self.place, self.environments, port)
        with serving(processes, self.place.work / "log.txt", port, self.peer.path, self.bodies[0]) as server:
            yield server


@dataclass(frozen=True)
class Measuring:
    """How long and how: rounds, connections, seconds of a load and of the warm-up before the first."""

    rounds: int
    connections: Sequence[int]
    seconds: float
    warm_up: float


def get_ready(peer: Peer, place: Place, results: Results) -> Ready | None:
    """Install and prepare *peer*, and check its answers; where that cannot be, its reason goes into *results*."""
    about = About(peer.title, peer.tuning, peer.answers)
    results.peers[peer.name] = about
    place.work.mkdir(parents=True, exist_ok=True)
    try:
        environments = peer.install(place)
        versions = {name: version for each in environments for name, version in each.versions.items()}
        about.versions = {name: versions[name] for name in (*peer.of_interest, *LIBRARIES) if name in versions}
        about.size = size(environments)
        peer.prepare(place, environments[0])
        rows = place.scenario.rows
        groups = [place.model.rows[n * rows : (n + 1) * rows] for n in range(place.scenario.bodies)]
        bodies = [peer.body(place.model, group) for group in groups]
        ready = Ready(peer, place, environments, bodies, wrk.write_script(place.work, bodies))
        with ready.serving() as server:
            check(peer, server, place.model, bodies, rows)
    except (InstallationFailed, Unavailable, Failed, subprocess.CalledProcessError) as error:
        about.reason = without_places(str(error))
        say(f"{peer.name}: left out: {error}")
        return None
    say(f"{peer.name}: answers as the model does; first 200 after {server.cold:.2f} s")
    return ready


def measure(peers: Sequence[Ready], place: Place, how: Measuring, results: Results, path: Path) -> None:
    """Measure *peers* in rounds, each time in another order; write *results* to *path* after each round."""
    known = {each.peer.name: each for each in peers}
    for number in range(1, how.rounds + 1):
        for name in rotated(list(known), number - 1):
            try:
                one_server(known[name], number, how, results)
            except Failed as error:
                results.failures.append(f"round {number}, {known[name].peer.title}: {without_places(str(error))}")
                say(results.failures[-1])
        alone(place, number, how, results)
        results.rounds = number
        results.write(path)


def one_server(ready: Ready, number: int, how: Measuring, results: Results) -> None:
    """Start one server, warm it up, and put each number of connections on it."""
    name = ready.peer.name
    with ready.serving() as server:
        wrk.put(server.url, ready.script, WARM_UP_CONNECTIONS, how.warm_up)
        for connections in how.connections:
            time.sleep(PAUSE_SECONDS)
            run = one_load(server, ready.script, connections, how.seconds, (number, name))
            results.runs.append(run)
            say(f"round {number}, {name}, {connections}: {run.per_second:,.1f}/s, p99 {run.p99:.2f} ms")
        results.starts.append(Start(number, name, server.cold, server.memory()))


def one_load(server: Serving, script: Path, connections: int, seconds: float, who: tuple[int, str]) -> Run:
    """Put load on *server*, and take down what it, and what else there is, used."""
    before, cpu = machine.now(), server.cpu_seconds()
    load = wrk.put(server.url, script, connections, seconds)
    cpu, after = server.cpu_seconds() - cpu, machine.now()
    if not load.answered:
        raise Failed(f"no answer in {seconds} s to {connections} connections; {load.failed} failed")
    return Run(
        *who,
        connections,
        per_second=load.per_second,
        failed=load.failed,
        p50=load.p50,
        p99=load.p99,
        cpu=cpu / max(1, load.answered) * 1e6,
        foreign=machine.foreign_cpus(before, after, cpu),
    )


def alone(place: Place, number: int, how: Measuring, results: Results) -> None:
    """Call the model in a loop, in a process on the servers' CPU."""
    for runtime, rows in ALONE:
        if runtime == "onnx" and not place.scenario.onnx:
            continue
        python = fastapi_environment(place, runtime).python
        several = max(rows, place.scenario.rows)
        command: list[str | Path] = [
            program_of("taskset"),
            "-c",
            str(SERVERS_CPU),
            python,
            APPS / "alone.py",
            str(several),
        ]
        done = subprocess.run(
            [*command, str(how.seconds)],
            env={**ONE_CPU, **variables(place, runtime)},
            capture_output=True,
            text=True,
            check=True,
        )
        calls, took, cpu = (float(each) for each in done.stdout.split())
        results.alone.append(Alone(number, RUNTIMES[runtime], several, calls / took, cpu / calls * 1e6))


def say(line: str) -> None:
    """Tell who waits how far it is."""
    print(line, file=sys.stderr, flush=True)
