"""Every figure in which a peer is better than the monolith, found in the figures."""

from collections.abc import Iterator
from typing import NamedTuple

from .figures import LOAD, Figure, costs, loads, runs_of
from .results import Results

OURS = "monolith"


class Win(NamedTuple):
    """A figure of a peer that is better than ours."""

    peer: str
    figure: str
    theirs: str
    ours: str


def wins(results: Results) -> list[Win]:
    """Return all of them; who predicts nothing cannot win."""
    rivals = [name for name, about in results.peers.items() if about.answers and name != OURS]
    return [win for name in rivals for win in (*_under_load(results, name), *_besides(results, name))]


def win_lines(results: Results) -> Iterator[str]:
    """Name every one of them."""
    found: dict[str, list[str]] = {}
    for win in wins(results):
        found.setdefault(win.peer, []).append(f"{win.figure} ({win.theirs}; monolith {win.ours})")
    yield "Where a peer is better than the monolith:" if found else "No peer is better than the monolith in any figure."
    yield ""
    if found:
        yield from (f"- {results.peers[name].title}: {', '.join(each)}" for name, each in found.items())
        yield ""


def _under_load(results: Results, peer: str) -> Iterator[Win]:
    for connections in loads(results):
        theirs, ours = runs_of(results, peer, connections), runs_of(results, OURS, connections)
        if theirs and ours:
            for figure in LOAD:
                place = f"{figure.title} at {connections} connection{'s' if connections > 1 else ''}"
                yield from _compared(peer, figure, place, figure.median(theirs), figure.median(ours))


def _besides(results: Results, peer: str) -> Iterator[Win]:
    ours = costs(results, OURS)
    for figure, value in costs(results, peer).items():
        if figure in ours:
            yield from _compared(peer, figure, figure.title, value, ours[figure])


def _compared(peer: str, figure: Figure, place: str, theirs: float, ours: float) -> Iterator[Win]:
    if figure.is_better(theirs, ours):
        yield Win(peer, place, figure.write(theirs), figure.write(ours))
