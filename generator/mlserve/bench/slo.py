"""A promise of latency, as in ``p99=50ms``, and whether a load kept it."""

import re
from dataclasses import dataclass
from typing import Self

from mlserve.errors import UsageMistake

from .result import Result, needed_for

_FORM = re.compile(r"p(?P<percent>\d{1,2}(?:\.\d{1,3})?)\s*(?:=|<=?)\s*(?P<time>\d+(?:\.\d+)?)\s*(?P<unit>ms|s)")
_UNITS = {"ms": 1e-3, "s": 1.0}


@dataclass(frozen=True)
class Slo:
    """So many percent of all requests are answered well within so many *seconds*."""

    text: str
    percent: float
    seconds: float

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``p99=50ms``, ``p99.9=0.2s`` and the like."""
        found = _FORM.fullmatch(text.strip().lower())
        percent, seconds = (float(found["percent"]), float(found["time"]) * _UNITS[found["unit"]]) if found else (0, 0)
        if not percent or not seconds:
            hint = "it is a percentile and a time in ms or s, as in --slo p99=50ms or --slo p99.9=0.2s"
            raise UsageMistake(f"{text!r} (--slo) cannot be read: {hint}")
        return cls(text.strip(), percent, seconds)

    @property
    def needs(self) -> int:
        """Requests that it takes to say whether it is kept."""
        return needed_for(self.percent)

    def kept(self, result: Result) -> bool:
        """Return whether *result* keeps it; an error counts as slower than anything."""
        return result.percentile_of_all(self.percent) <= self.seconds

    def verdict(self, result: Result) -> str:
        """Say that it is kept, or that it is not."""
        return "kept" if self.kept(result) else "broken"
