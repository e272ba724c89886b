"""A plot as SVG, by hand: requests per second of each server on a logarithmic axis, a dot for each load.

Its ground is transparent, and its greys and colours can be read on a white page and on a black one.
"""

import math
import re
import statistics
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from .figures import RATE, loads, runs_of
from .pairing import short
from .results import Results
from .wins import OURS

WIDTH, LEFT, RIGHT, TOP, ROW, BELOW = 880, 290, 90, 60, 30, 16
COLOURS = ("#d9822b", "#2f81f7", "#a05fe0")
GREY = "#778089"
ROOM = 1.25
"""So much further than the highest value the axis goes."""
FONT = "-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"


class Axis(NamedTuple):
    """From and to which logarithm it goes."""

    least: int
    most: float

    def place(self, value: float) -> float:
        """Return where *value* lies, in pixels from the left."""
        share = (math.log10(value) - self.least) / (self.most - self.least)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def svg(results: Results) -> str:
    """Draw the plot of one scenario."""
    names = ranked(results)
    rates = [run.per_second for run in results.runs]
    axis = Axis(math.floor(math.log10(min(rates, default=1))), math.log10(max(rates, default=1) * ROOM))
    height = TOP + ROW * len(names) + BELOW
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" font-size="13" fill="{GREY}">',
        f"<title>{escape(results.title)}: requests per second</title>",
        *legend(results),
        *grid(axis, height),
    ]
    for number, name in enumerate(names):
        lines += server(results, name, axis, TOP + ROW * number + ROW / 2)
    return "\n".join([*lines, "</svg>", ""])


def ranked(results: Results) -> list[str]:
    """Return the peers that were measured; who answers most over the most connections comes first."""
    best = {
        name: max(RATE.median(runs) for each in loads(results) if (runs := runs_of(results, name, each)))
        for name in {run.peer for run in results.runs}
    }
    return sorted(best, key=lambda name: (-best[name], name))


def legend(results: Results) -> Iterator[str]:
    """Say what the colours are."""
    yield f'<text x="{LEFT}" y="16" font-weight="600">requests per second, over</text>'
    yield f'<text x="{WIDTH - 8}" y="{TOP - 16}" text-anchor="end" font-size="12">the best</text>'
    for number, connections in enumerate(loads(results)):
        x = LEFT + 190 + 125 * number
        yield f'<circle cx="{x}" cy="12" r="5" fill="{colour(number)}"/>'
        yield f'<text x="{x + 10}" y="16">{connections} connection{"s" if connections > 1 else ""}</text>'


def grid(axis: Axis, height: float) -> Iterator[str]:
    """Draw a line for each power of ten."""
    for power in range(axis.least, math.floor(axis.most) + 1):
        x = axis.place(10**power)
        yield f'<line x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{height - BELOW}" stroke="{GREY}" stroke-opacity="0.3"/>'
        yield f'<text x="{x}" y="{TOP - 16}" text-anchor="middle" font-size="12">{10**power:,}</text>'


def server(results: Results, name: str, axis: Axis, y: float) -> Iterator[str]:
    """Draw one row: the name, a dot for each load, and the best figure."""
    weight = ""
    if name == OURS:
        weight, ground = ' font-weight="700"', f'fill="{COLOURS[1]}" fill-opacity="0.13"'
        yield f'<rect x="0" y="{y - ROW / 2}" width="{WIDTH}" height="{ROW}" rx="6" {ground}/>'
    title = escape(re.sub(r"[*`]", "", results.peers[name].title))
    yield f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end"{weight}>{title}</text>'
    best = 0.0
    for number, connections in enumerate(loads(results)):
        if rates := [run.per_second for run in runs_of(results, name, connections)]:
            yield from dot(axis, rates, y + 6 * (number - 1), colour(number))
            best = max(best, statistics.median(rates))
    yield f'<text x="{WIDTH - 8}" y="{y + 4}" text-anchor="end"{weight}>{short(best)}</text>'


def dot(axis: Axis, rates: Sequence[float], y: float, colour: str) -> Iterator[str]:
    """Draw the median, on a line from the least to the most."""
    least, middle, most = (axis.place(rate) for rate in (min(rates), statistics.median(rates), max(rates)))
    yield f'<line x1="{least}" x2="{most}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
    yield f'<circle cx="{middle}" cy="{y}" r="4.5" fill="{colour}"/>'


def colour(number: int) -> str:
    """Return the colour of a load."""
    return COLOURS[number % len(COLOURS)]
