"""Tables in Markdown, from the figures of all scenarios that there are."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .limits import BARE_NAME
from .pairing import Ratio, paired, short
from .results import Results, Run

OURS = "monolith"
MEGABYTE = 1e6


def write_report(folder: Path) -> None:
    """Write ``peers.md`` into *folder*, from all ``peers-*.json`` in it."""
    found = [Results.read(path) for path in sorted(folder.glob("peers-*.json"))]
    text = "\n".join(line for results in found for line in scenario_lines(results))
    (folder / "peers.md").write_text(text, encoding="utf-8")


def scenario_lines(results: Results) -> Iterator[str]:
    """Give the lines of one scenario."""
    yield f"## {results.title}"
    yield ""
    for connections in sorted({run.connections for run in results.runs}):
        yield from load_lines(results, connections)
    yield from cost_lines(results)


def load_lines(results: Results, connections: int) -> Iterator[str]:
    """Give the table of one number of connections."""
    runs = [run for run in results.runs if run.connections == connections]
    rounds = by_round(runs)
    yield (
        f"| {connections} connections | requests/s | of the bare constant | {OURS} ÷ this "
        "| p50 ms | p99 ms | CPU µs/request | failed |"
    )
    yield "| --- " * 8 + "|"
    for name, about in results.peers.items():
        own = [run for run in runs if run.peer == name]
        if not own:
            continue
        cells = [
            about.title,
            short(median(own, lambda run: run.per_second)),
            written(paired(rounds, name, BARE_NAME)),
            written(paired(rounds, OURS, name)),
            short(median(own, lambda run: run.p50)),
            short(median(own, lambda run: run.p99)),
            short(median(own, lambda run: run.cpu)),
            f"{sum(run.failed for run in own):,}",
        ]
        yield f"| {' | '.join(cells)} |"
    yield ""


def cost_lines(results: Results) -> Iterator[str]:
    """Give the table of what a server needs besides."""
    yield "| | first 200 after s | memory MB | packages MB | versions | settings |"
    yield "| --- " * 6 + "|"
    for name, about in results.peers.items():
        own = [start for start in results.starts if start.peer == name]
        if about.reason or not own:
            yield f"| {about.title} | not measured: {about.reason or 'it failed'} | | | | |"
            continue
        versions = ", ".join(f"{name} {version}" for name, version in about.shown.items())
        cold = statistics.median(start.cold for start in own)
        memory = statistics.median(start.memory for start in own) / MEGABYTE
        cells = [about.title, f"{cold:.2f}", f"{memory:.0f}", f"{about.size / MEGABYTE:.0f}", versions, about.tuning]
        yield f"| {' | '.join(cells)} |"
    yield ""


def by_round(runs: Sequence[Run]) -> list[dict[str, float]]:
    """Return the requests per second of each peer, by round."""
    rounds: dict[int, dict[str, float]] = {}
    for run in runs:
        rounds.setdefault(run.round, {})[run.peer] = run.per_second
    return list(rounds.values())


def median(runs: Sequence[Run], of: Callable[[Run], float]) -> float:
    """Return the median of one figure."""
    return statistics.median(map(of, runs))


def written(ratio: Ratio | None) -> str:
    """Write a ratio, or nothing."""
    return str(ratio) if ratio else ""
