"""The generated monolith and microservice beside what people would take instead, measured with one command.

Run it from the top of a checkout, with the Python of an environment in which this repository is installed, on Linux:
``python -m benchmarks.peers [ROUNDS] [--model forest iris wide kept] [--only NAME ...] [--connections 1 16 64]``.
It needs wrk and two CPUs: the first is for the servers, the second for the load. Each peer has an environment of its
own, kept in a cache folder, made with uv where it is there; answers are compared with the model's own before anything
is measured; in each round every server is started, warmed up, loaded and stopped, in another order; ratios are those
within a round. Raw figures, tables and plots go into ``docs/``.
"""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from express import program_of

from . import machine, projects
from .catalogue import PEERS
from .environments import CACHE, Environments
from .generated import LAYOUTS
from .interface import Place
from .measuring import Measuring, measure
from .progress import say
from .ready import get_ready
from .report import write_report
from .results import Results
from .scenarios import SCENARIOS, Scenario
from .serving import stay_off_the_servers_cpu

CPUS = 2


def main(argv: Sequence[str] | None = None) -> None:
    """Measure what the command line names, and write the report."""
    given = arguments(argv)
    if not given.report:
        refuse_without_the_means()
        stay_off_the_servers_cpu()
        for name in given.model:
            scenario(SCENARIOS[name], given)
    write_report(given.output)


def scenario(scenario: Scenario, given: argparse.Namespace) -> None:
    """Measure one scenario, and keep its figures."""
    environments = Environments(given.cache)
    how = Measuring(given.rounds, given.connections or scenario.connections, given.seconds, given.warm_up)
    results = Results(
        scenario=scenario.name,
        title=scenario.title,
        rows=scenario.rows,
        day=dt.datetime.now(tz=dt.UTC).date().isoformat(),
        seconds=how.seconds,
        warm_up=how.warm_up,
        machine=machine.describe(),
    )
    with TemporaryDirectory(prefix="mlserve-peers-") as name:
        folder = Path(name)
        parts = {}
        for layout in LAYOUTS:
            say(f"{scenario.name}: making the {layout}")
            parts[layout] = projects.make(folder, layout, scenario)
            projects.train(parts[layout], scenario, environments)
        model = projects.export(parts["monolith"], scenario, environments, folder / "model")
        place = Place(scenario, model, folder, environments, parts)
        ready = []
        for each in given.only or PEERS:
            own = Place(scenario, model, folder / "work" / each, environments, parts)
            ready.append(get_ready(PEERS[each], own, results))
        given.output.mkdir(parents=True, exist_ok=True)
        measure([each for each in ready if each], place, how, results, given.output / f"peers-{scenario.name}.json")


def refuse_without_the_means() -> None:
    """End with a word where this machine cannot measure."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < CPUS:
        sys.exit(f"error: this needs Linux and {CPUS} CPUs")
    for name in ("wrk", "taskset"):
        try:
            program_of(name)
        except FileNotFoundError as error:
            sys.exit(f"error: {error} (on Debian and Ubuntu: apt-get install wrk util-linux)")


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--model", nargs="+", choices=SCENARIOS, default=list(SCENARIOS), help="what is measured")
    parser.add_argument("--only", nargs="+", choices=PEERS, metavar="NAME", help=f"peers: {', '.join(PEERS)}")
    parser.add_argument("--connections", nargs="+", type=int, help="at once; default: what the scenario says")
    parser.add_argument("--seconds", type=int, default=3, help="of one load")
    parser.add_argument("--warm-up", type=int, default=2, help="seconds of load before the first measured one")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder of the environments")
    parser.add_argument("--output", type=Path, default=Path("docs"), help="folder of figures, tables and plots")
    parser.add_argument("--report", action="store_true", help="measure nothing; write the report of what is there")
    given = parser.parse_args(argv)
    given.cache, given.output = given.cache.absolute(), given.output.absolute()
    return given


if __name__ == "__main__":
    main()
