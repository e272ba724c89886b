"""Show facts to people: a table of what the model is, and one of its features."""

import json
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .facts import Facts

_WIDTH = 100  # where there is no terminal that has one
_MAX_FEATURES = 60
_MAX_VALUES = 6


def show(facts: Facts, console: Console | None = None) -> None:
    """Print *facts* on standard output."""
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH
    console.print(_grid([(name, Text(value)) for name, value in _lines(facts)]))
    console.print(Text("\nfeatures", style="bold"))
    console.print(_features(facts))
    for title, lines in (
        ("notes", facts.notes),
        ("missing", [f"{gap['what']}  → {gap['how']}" for gap in facts.missing]),
    ):
        if lines:
            console.print(Text(f"\n{title}", style="bold"))
            console.print(_grid([("*", Text(line)) for line in lines]))


def as_json(facts: Facts) -> str:
    """Return *facts* as JSON."""
    return json.dumps(facts.as_data(), indent=2, ensure_ascii=False)


def _lines(facts: Facts) -> list[tuple[str, str]]:
    binary = {True: " (binary)", False: f" ({len(facts.classes)} classes)", None: ""}[facts.binary]
    return [
        ("format", facts.format if facts.format == facts.runs_as else f"{facts.format}, served as {facts.runs_as}"),
        ("task", facts.task + binary),
        ("inputs", ", ".join(map(_tensor, facts.inputs[:_MAX_VALUES])) + _more(facts.inputs)),
        ("outputs", ", ".join(map(_tensor, facts.outputs[:_MAX_VALUES])) + _more(facts.outputs)),
        ("classes", _values(facts.classes) or "none"),
        ("made by", ", ".join(f"{name} {version}" for name, version in facts.libraries.items()) or "unknown"),
        ("size", f"{facts.size:,} bytes"),
        ("sha256", facts.sha256),
    ]


def _features(facts: Facts) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("name", "type", "null", "values", "example"):
        table.add_column(name, overflow="fold")
    for feature in facts.features[:_MAX_FEATURES]:
        kind = feature["type"] + (f" {feature['shape']}" if feature["shape"] else "")
        table.add_row(
            *(
                Text(cell)
                for cell in (
                    feature["name"],
                    kind,
                    "yes" if feature["nullable"] else "",
                    _range(feature),
                    _example(feature),
                )
            )
        )
    if len(facts.features) > _MAX_FEATURES:
        table.add_row(f"… {len(facts.features) - _MAX_FEATURES:,} more")
    return table


def _range(feature: dict[str, Any]) -> str:
    if feature["categories"]:
        return _values(feature["categories"])
    return f"{feature['range'][0]:g} … {feature['range'][1]:g}" if feature["range"] else ""


def _example(feature: dict[str, Any]) -> str:
    text = str(feature["example"])
    return text if len(text) <= 40 else text[:40] + " …"  # noqa: PLR2004


def _values(values: list[Any]) -> str:
    return ", ".join(map(str, values[:_MAX_VALUES])) + _more(values)


def _more(values: list[Any]) -> str:
    return f" … {len(values) - _MAX_VALUES:,} more" if len(values) > _MAX_VALUES else ""


def _tensor(spec: dict[str, Any]) -> str:
    shape = ", ".join(
        "rows" if not index else "any" if size < 0 else str(size) for index, size in enumerate(spec["shape"])
    )
    return f"{spec['name']} {spec['datatype']} [{shape}]"


def _grid(rows: list[tuple[str, Text]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(Text(name), value)
    return table
