"""What the server's own metrics say of its batches (Prometheus's text format, as the generated server has it)."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from .asking import ask
from .origin import Origin

_LINE = re.compile(rb"^model_batch_(rows|duration_seconds)_(sum|count) (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Batches:
    """Batches that the model has been given, their rows, and the seconds that they took."""

    number: float
    rows: float
    seconds: float

    def since(self, before: "Batches") -> "Batches":
        """Return what came after *before*."""
        return Batches(self.number - before.number, self.rows - before.rows, self.seconds - before.seconds)

    @property
    def mean_rows(self) -> float | None:
        """Rows in a batch; None where there was no batch."""
        return self.rows / self.number if self.number else None


def read(origin: Origin) -> Batches | None:
    """Return what the server has counted so far; None where it counts no batches, as with the preset simple."""
    answer = ask(origin, "/metrics", headers={})
    found = {(name, kind): float(value) for name, kind, value in _LINE.findall(answer.body)}
    if answer.status != HTTPStatus.OK or (b"rows", b"count") not in found:
        return None
    return Batches(
        found[b"rows", b"count"], found.get((b"rows", b"sum"), 0.0), found.get((b"duration_seconds", b"sum"), 0.0)
    )
