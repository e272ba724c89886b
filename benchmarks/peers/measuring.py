"""Measure one scenario, in rounds in which each server is started, warmed up, loaded and stopped."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import machine, wrk
from .alone import alone
from .interface import Place
from .pairing import rotated
from .privacy import without_places
from .progress import say
from .ready import Ready
from .results import Results, Run, Start
from .serving import Failed, Serving

REST_SECONDS = 0.25
REST_SHARE = 0.2
"""Of a CPU: a server that uses less has done with what the last clients left behind."""
REST_TIMES = 6
WARM_UP_CONNECTIONS = 16


@dataclass(frozen=True)
class Measuring:
    """How long and how: rounds, connections, seconds of a load and of the warm-up before the first."""

    rounds: int
    connections: Sequence[int]
    seconds: float
    warm_up: float


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
        alone(place, number, how.seconds, results)
        results.rounds = number
        results.write(path)


def one_server(ready: Ready, number: int, how: Measuring, results: Results) -> None:
    """Start one server, warm it up, and put each number of connections on it."""
    name = ready.peer.name
    with ready.serving() as server:
        wrk.put(server.url, ready.script, min(WARM_UP_CONNECTIONS, max(how.connections)), how.warm_up)
        for connections in how.connections:
            let_rest(server)
            run = one_load(server, ready.script, connections, how.seconds, (number, name))
            results.runs.append(run)
            say(f"round {number}, {name}, {connections}: {run.per_second:,.1f}/s, p99 {run.p99:.2f} ms")
        results.starts.append(Start(number, name, server.cold, server.memory()))


def let_rest(server: Serving) -> None:
    """Wait until *server* has done with requests whose clients are gone: many servers go on with those."""
    for _ in range(REST_TIMES):
        before = server.cpu_seconds()
        time.sleep(REST_SECONDS)
        if server.cpu_seconds() - before < REST_SHARE * REST_SECONDS:
            return


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
