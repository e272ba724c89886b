"""What one scenario gave, as it is kept in a JSON file: raw figures, from which tables and plots are made."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


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
    shown: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


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
        """Write all of it to *path*."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Results":
        """Read what was written."""
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        kept["peers"] = {name: About(**about) for name, about in kept["peers"].items()}
        for name, kind in {"runs": Run, "starts": Start, "alone": Alone}.items():
            kept[name] = [kind(**each) for each in kept[name]]
        return cls(**kept)
