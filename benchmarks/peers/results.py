"""What one scenario gave, as it is kept in a JSON file: raw figures, from which tables and plots are made."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from typing import Any

DIGITS = 5
"""Of a number that is kept; no figure is more exact than that."""


@dataclass(frozen=True)
class Run:
    """One load on one server.

    Attributes:
        round: its number, from 1.
        peer: its name.
        connections: at once.
        per_second: answers at 200 a second.
        failed: other answers, broken connections and timeouts.
        p50: latency in milliseconds.
        p99: latency in milliseconds.
        cpu: CPU time of the server for one answer, in microseconds.
        foreign: CPUs that others kept busy meanwhile, on average.

    """

    round: int
    peer: str
    connections: int
    per_second: float
    failed: int
    p50: float
    p99: float
    cpu: float
    foreign: float


@dataclass(frozen=True)
class Start:
    """One start of one server: seconds to the first 200; bytes of resident memory after all loads."""

    round: int
    peer: str
    cold: float
    memory: int


@dataclass(frozen=True)
class Alone:
    """The model in a loop: rows a call, calls a second, CPU microseconds of one call."""

    round: int
    runtime: str
    rows: int
    per_second: float
    cpu: float


@dataclass
class About:
    """What is known of a peer: titles and settings; bytes that its packages take; versions; why it is not measured."""

    title: str
    tuning: str
    answers: bool
    size: int = 0
    versions: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


KINDS = {"runs": Run, "starts": Start, "alone": Alone}
"""What is kept as a list of values, one line each, in the order of the fields."""


@dataclass
class Results:
    """All of a scenario."""

    scenario: str
    title: str
    rows: int
    day: str
    seconds: float
    warm_up: float
    machine: Mapping[str, str | int]
    rounds: int = 0
    peers: dict[str, About] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)
    alone: list[Alone] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write all of it to *path*, each measured value on a line."""
        kept = {name: value for name, value in asdict(self).items() if name not in KINDS}
        kept |= {name: [_short(astuple(each)) for each in getattr(self, name)] for name in KINDS}
        lines = [f"{json.dumps(name)}: {_lines(value)}" for name, value in kept.items()]
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Results":
        """Read what was written."""
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        kept["peers"] = {name: About(**about) for name, about in kept["peers"].items()}
        for name, kind in KINDS.items():
            kept[name] = [kind(*each) for each in kept[name]]
        return cls(**kept)


def _short(values: Sequence[Any]) -> list[Any]:
    return [float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value for value in values]


def _lines(value: Any) -> str:
    """Write a list or a table with one line for each element."""
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f" {json.dumps(name)}: {json.dumps(each)}" for name, each in value.items()) + "\n}"
    if isinstance(value, list):
        return "[\n" + ",\n".join(f" {json.dumps(each)}" for each in value) + "\n]"
    return json.dumps(value)
