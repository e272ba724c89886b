"""Choose how a model is served: the first way whose answers are those of the original."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .columns import Answers, Column, Rows, height, taken
from .comparing import Compared, compare
from .refused import Refused, short
from .source import CannotMake, Made, NoWay, Source, Way
from .tensors import encode

CLOSE = 1e-6
"""How far off probabilities are that come of sums in FP32, of hundreds of trees say."""

_PART = 10_000


@dataclass
class Trial:
    """Rows, and what the original answers to them."""

    rows: Rows
    expected: Answers


@dataclass
class Chosen:
    """A way to serve a model, seen to answer as the original does.

    Attributes:
        off: how far off the numbers are at most, relative.
        reasons: why the ways before this one were not taken.
        is_close: whether one of those, in ONNX, has probabilities that are only ``CLOSE`` off.
    """

    way: Way
    made: Made
    off: float
    reasons: list[str]
    is_close: bool


def choose(source: Source, columns: list[Column], trials: list[Trial], what: str, tolerance: float) -> Chosen:
    """Return the first way of *source* that answers the rows of all *trials* as expected; see ``compare``.

    Raises:
        Refused: none does; the message has the reason for each.
    """
    reasons: list[str] = []
    is_close = False
    for way in source.ways:
        try:
            made = way.make(columns, trials[0].rows)
            compared, near = _tried(made, columns, trials, tolerance)
        except NoWay:
            continue
        except CannotMake as error:
            reasons.append(f"{way.format}: {error}")
            continue
        except Refused as error:
            if len(source.ways) == 1:
                raise
            reasons.append(f"{way.format}: {error.message}")
            continue
        except Exception as error:  # noqa: BLE001  (each library raises its own)
            reasons.append(f"{way.format}: it fails on these rows: {type(error).__name__}: {short(error)}")
            continue
        if compared.difference:
            reasons.append(f"{way.format}: it answers differently: {compared.difference}")
            is_close = is_close or (near and way.format == "onnx")
            continue
        return Chosen(way, made, compared.off, list(dict.fromkeys(reasons)), is_close)
    raise Refused(
        "unsupported",
        f"{what} cannot be served as it is:\n  "
        + "\n  ".join(dict.fromkeys(reasons))
        + "\nWay out: a Python file with load(path) and predict(model, batch), with --trust and --sample",
    )


def _tried(made: Made, columns: list[Column], trials: list[Trial], tolerance: float) -> tuple[Compared, bool]:
    """Return what differs, and whether that is only what ``CLOSE`` would let pass."""
    found = Compared("", 0.0)
    for trial in trials:
        got = in_parts(lambda part: made.run(encode(part, made.inputs, columns)), trial.rows)
        compared = compare(trial.expected, got, tolerance)
        if compared.difference and compare(trial.expected, got, CLOSE).difference:
            return compared, False
        found = Compared(found.difference or compared.difference, max(found.off, compared.off))
    return found, True


def in_parts(ask: Callable[[Rows], Answers], rows: Rows) -> Answers:
    """Ask some rows at a time, so that a large sample does not take the memory of all its rows at once."""
    count = height(rows)
    parts = [ask(taken(rows, slice(start, start + _PART))) for start in range(0, count, _PART)]
    if len(parts) == 1:
        return parts[0]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
