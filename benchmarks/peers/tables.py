"""Tables in Markdown, from the figures of one scenario."""

import statistics
from collections.abc import Iterator, Sequence

from .figures import COLD, LOAD, MEMORY, PACKAGES, RATE, costs, runs_of
from .limits import BARE_NAME
from .pairing import Ratio, paired, short
from .results import Results
from .wins import OURS


def load_table(results: Results, connections: int) -> Iterator[str]:
    """Give the table of one number of connections; who answers most stands first."""
    rounds = by_round(results, connections)
    plural = "s" if connections > 1 else ""
    after = (figure.title for figure in LOAD if figure is not RATE)
    yield from head(
        f"{connections} connection{plural}", RATE.title, "of the bare constant", f"{OURS} ÷ this", *after, "failed"
    )
    measured = {name: runs for name in results.peers if (runs := runs_of(results, name, connections))}
    for name in sorted(measured, key=lambda name: -RATE.median(measured[name])):
        runs = measured[name]
        rate, *others = (figure.write(figure.median(runs)) for figure in LOAD)
        ratios = written(paired(rounds, name, BARE_NAME)), written(paired(rounds, OURS, name))
        yield row(results.peers[name].title, rate, *ratios, *others, f"{sum(run.failed for run in runs):,}")
    yield ""


def cost_table(results: Results) -> Iterator[str]:
    """Give the table of what a server needs besides, and how it was set."""
    figures = (COLD, MEMORY, PACKAGES)
    yield from head("", *(figure.title for figure in figures), "versions", "settings")
    for name, about in results.peers.items():
        found = costs(results, name)
        if found:
            versions = ", ".join(f"{name} {version}" for name, version in about.versions.items())
            yield row(about.title, *(figure.write(found[figure]) for figure in figures), versions, about.tuning)
    yield ""


def alone_table(results: Results) -> Iterator[str]:
    """Give the table of the model in a loop: more than that, no server can answer."""
    yield from head("*limit: the model alone in a loop*", "calls/s (min to max)", "rows/s", "CPU µs/row")
    for runtime, rows in dict.fromkeys((each.runtime, each.rows) for each in results.alone):
        own = [each for each in results.alone if (each.runtime, each.rows) == (runtime, rows)]
        calls = [each.per_second for each in own]
        middle, cpu = statistics.median(calls), statistics.median(each.cpu for each in own) / rows
        title = f"{runtime}, {rows:,} row{'s' if rows > 1 else ''} a call"
        yield row(
            title, f"{short(middle)} ({short(min(calls))} to {short(max(calls))})", short(middle * rows), short(cpu)
        )
    yield ""


def by_round(results: Results, connections: int) -> list[dict[str, float]]:
    """Return the requests per second of each peer, by round."""
    rounds: dict[int, dict[str, float]] = {}
    for run in results.runs:
        if run.connections == connections:
            rounds.setdefault(run.round, {})[run.peer] = run.per_second
    return list(rounds.values())


def head(*titles: str) -> Sequence[str]:
    """Return the two lines that a table begins with."""
    return [row(*titles), row(*["---"] * len(titles))]


def row(*cells: str) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def written(ratio: Ratio | None) -> str:
    """Write a ratio, or nothing."""
    return str(ratio) if ratio else ""
