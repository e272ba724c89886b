"""Show what was measured: a table, bars, and the same as JSON."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.bar import Bar
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from mlserve.errors import MlserveError

from .measuring import Measured
from .result import PERCENTILES
from .search import Found
from .slo import Slo

_COLOURS = ("green", "yellow", "red")
_NONE = "-"
_BAR = 46
_WIDTH = 100  # where there is no terminal that has one


@dataclass
class Report:
    """All that was measured so far, and what it suggests."""

    request: str = ""
    cpus: int = 0
    loads: list[Measured] = field(default_factory=list)
    slo: Slo | None = None
    tried: list[Measured] = field(default_factory=list)
    found: Found | None = None
    advice: list[str] = field(default_factory=list)


def show(report: Report, console: Console | None = None) -> None:
    """Print the report on standard output."""
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH
    if report.loads:
        console.print(Text(f"\n{report.request}: as fast as so many clients can ask\n"))
        console.print(_table("clients", report.loads))
        console.print(_bars(report.loads))
    if report.slo and report.tried:
        console.print(Text(f"\n{report.slo.text}: at constant rates; latencies count from when a request was due\n"))
        console.print(_table("rate", sorted(report.tried, key=lambda each: each.rate or 0), report.slo))
    if report.slo and report.found:
        console.print(Text(f"\n{verdict(report.slo, report.found)}"))
    for line in _footnotes(report):
        console.print(Text(line))
    for line in report.advice:
        console.print(Text(f"\n* {line}"))


def verdict(slo: Slo, found: Found) -> str:
    """Say what the search has found."""
    if not found.kept:
        lowest = f"not even at {found.broken:,.0f} requests/s" if found.broken else "unknown: nothing was tried"
        return f"{slo.text}: {lowest}."
    if found.broken is None:
        return f"{slo.text} is kept at {found.kept:,.0f} requests/s; no higher rate was tried."
    return f"{slo.text} is kept up to {found.kept:,.0f} requests/s, and broken at {found.broken:,.0f}."


def clients(number: int) -> str:
    """Return *number* in words."""
    return "1 client" if number == 1 else f"{number} clients"


def write_json(report: Report, path: Path) -> None:
    """Write the figures into a file."""
    try:
        path.write_text(json.dumps(as_data(report), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise MlserveError(f"{path} (--json) cannot be written: {error.strerror}") from error


def as_data(report: Report) -> dict[str, Any]:
    """Return the figures; latencies are in milliseconds, and None is what is not known."""
    slo = report.slo and {
        "slo": report.slo.text,
        "highest_rate": report.found.kept if report.found else None,
        "broken_at": report.found.broken if report.found else None,
        "tried": [_figures(each) | {"kept": report.slo.kept(each.result)} for each in report.tried],
    }
    return {
        "request": report.request,
        "cpus": report.cpus,
        "loads": [_figures(each) for each in report.loads],
        "slo": slo,
        "advice": report.advice,
    }


def _figures(measured: Measured) -> dict[str, Any]:
    result = measured.result
    return {
        "connections": measured.connections,
        "rate": measured.rate,
        "seconds": result.seconds,
        "requests": result.asked,
        "per_second": result.per_second,
        **{f"p{percent:g}_ms": _ms(result.percentile(percent)) for percent in PERCENTILES},
        "errors": dict(result.errors),
        "rows_in_batch": measured.rows_in_batch,
        "cpu_ms_per_request": measured.cpu_ms,
        "servers_cpus": measured.servers_cpus,
        "others_cpus": measured.others_cpus,
        "client_late_p99_ms": result.late_by(99) * 1000,
        "client_cpus": result.client_cpu,
        "client_was_the_limit": measured.client_was_full,
    }


def _table(first: str, runs: Sequence[Measured], slo: Slo | None = None) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1 if slo else 2, 0, 0))
    others = ["requests/s", *(f"p{percent:g} ms" for percent in PERCENTILES), "rows/batch", "CPU ms", "errors"]
    for name in [first, *others]:
        is_text = name == "errors"
        table.add_column(
            name, justify="left" if is_text else "right", no_wrap=not is_text, min_width=6 if is_text else None
        )
    if slo:
        table.add_column("", no_wrap=True)
    for run in runs:
        verdict = (slo.verdict(run.result),) if slo else ()
        table.add_row(*_cells(run), *verdict)
    return table


def _cells(run: Measured) -> list[str]:
    errors = ", ".join(f"{times:,} x {name}" for name, times in run.result.errors.most_common())
    return [
        run.name + ("*" if run.client_was_full else ""),
        f"{run.result.per_second:,.0f}",
        *(_number(_ms(run.result.percentile(percent))) for percent in PERCENTILES),
        _number(run.rows_in_batch),
        _number(run.cpu_ms),
        errors or "none",
    ]


def _bars(runs: Sequence[Measured]) -> Group:
    """Draw the percentiles of each load, all on one linear scale."""
    known = [(run, percent, run.result.percentile(percent)) for run in runs for percent in PERCENTILES]
    longest = max((value for _, _, value in known if value is not None), default=0.0)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for run, percent, value in known:
        if value is None:
            continue
        colour = _COLOURS[PERCENTILES.index(percent)]
        name = clients(run.connections) if percent == PERCENTILES[0] else ""
        bar = Bar(longest, 0, value, width=_BAR, color=colour)
        table.add_row(name, f"p{percent:g}", bar, f"{value * 1000:.2f} ms")
    return Group(Text(""), table)


def _footnotes(report: Report) -> list[str]:
    runs = [*report.loads, *report.tried]
    lines = []
    if any(run.client_was_full for run in runs):
        lines.append("* here the load generator itself was at its limit")
    if any(run.result.percentile(PERCENTILES[-1]) is None for run in runs):
        lines.append(f"{_NONE} too few answers for that percentile (--seconds), or not known")
    return ["", *lines] if lines else []


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None or math.isinf(seconds) else seconds * 1000


def _number(value: float | None) -> str:
    """Return *value* with two digits after the point; fewer where those mean nothing."""
    if value is None:
        return _NONE
    return f"{value:,.{2 if value < 10 else 1 if value < 1000 else 0}f}"  # noqa: PLR2004
