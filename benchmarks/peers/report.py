"""The report: how it was measured; a plot and tables for each scenario, who is better than we are, what is missing."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .figures import loads
from .plot import svg
from .results import Results
from .scenarios import SCENARIOS
from .tables import alone_table, cost_table, load_table
from .wins import win_lines

METHOD = (
    "The servers have one CPU for themselves, the load (wrk, over loopback) another. In each round every server is "
    "started, warmed up, loaded with each number of connections, and stopped, in another order each time. Before the "
    "first round all answers were compared with the model's own. Each server is asked in a format of its own: ours and "
    "those written by hand get rows with the names of the features, the others a matrix. Ratios are those of requests "
    "per second within a round: the median (min to max). All other figures are medians. CPU is that of all processes "
    "of a server; memory is what is resident after the loads, with shared pages counted once; packages are what is "
    "installed for it, without Python. The limits predict nothing."
)


def write_report(folder: Path) -> None:
    """Write ``peers.md`` into *folder*, and a plot for each scenario, from all ``peers-*.json`` in it."""
    found = [Results.read(path) for name in SCENARIOS if (path := folder / f"peers-{name}.json").exists()]
    for results in found:
        (folder / plot_name(results)).write_text(svg(results), encoding="utf-8")
    lines = [*opening(found), *(line for results in found for line in scenario_lines(results))]
    (folder / "peers.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def plot_name(results: Results) -> str:
    """Return the name of the file with the plot."""
    return f"peers-{results.scenario}.svg"


def opening(found: Sequence[Results]) -> Iterator[str]:
    """Say how all of it was measured."""
    yield "# What is generated, beside what one would take instead"
    yield ""
    if found:
        yield f"Measured by `python -m benchmarks.peers` {circumstances(found)} {METHOD}"
        yield ""


def circumstances(found: Sequence[Results]) -> str:
    """Say when and where, how long, and what else the machine did."""
    days = unlike(results.day for results in found)
    machines = unlike(
        f"{each['cpu']}, {each['cpus']} CPUs, {each['memory_gib']} GiB, {each['system']}, Python {each['python']}"
        for each in (results.machine for results in found)
    )
    rounds = unlike(str(results.rounds) for results in found)
    seconds = unlike(f"{results.seconds:g} s" for results in found)
    warm = unlike(f"{results.warm_up:g} s" for results in found)
    foreign = [run.foreign for results in found for run in results.runs]
    others = (
        f"{statistics.median(foreign):.2f} CPUs in the median, {max(foreign):.2f} at most" if foreign else "nothing"
    )
    return (
        f"on {days} ({machines}): {rounds} rounds, loads of {seconds} after a warm-up of {warm}. "
        f"Meanwhile everything else on the machine used {others}."
    )


def unlike(values: Iterable[str]) -> str:
    """Return the different ones of *values*."""
    return " and ".join(dict.fromkeys(values))


def scenario_lines(results: Results) -> Iterator[str]:
    """Give the lines of one scenario."""
    yield f"## {results.title}"
    yield ""
    yield f"![Requests per second of each server: {results.title}]({plot_name(results)})"
    yield ""
    for connections in loads(results):
        yield from load_table(results, connections)
    yield from alone_table(results)
    yield from cost_table(results)
    yield from win_lines(results)
    yield from left_out(results)


def left_out(results: Results) -> Iterator[str]:
    """Say what was not measured, and why."""
    missing = [f"{about.title}: {about.reason}" for about in results.peers.values() if about.reason]
    if missing or results.failures:
        yield "Left out:"
        yield ""
        yield from (f"- {each}" for each in (*missing, *results.failures))
        yield ""
