"""Do two forms of a model answer the same? Labels equal; numbers within 1e-5, relative.

A probability may be further off where the user says so: FP32 has seven digits of the 1 that all of them add up to,
and so fewer of a small one.
"""

from dataclasses import dataclass

import numpy as np

from .columns import Answers, Array

PROBABILITIES = "probabilities"
RELATIVE = 1e-5
ABSOLUTE = 1e-8
"""Of the largest value of that output: what is nothing beside it need not agree to five digits."""


@dataclass(frozen=True)
class Compared:
    """What came of it.

    Attributes:
        difference: what differs; nothing if they agree.
        off: the largest difference between two numbers, relative to the larger scale of both.
    """

    difference: str
    off: float


def compare(expected: Answers, got: Answers, tolerance: float = 0.0) -> Compared:
    """Compare answers to the same rows; a probability may be off by *tolerance*, too."""
    if list(expected) != list(got):
        return Compared(f"it has the outputs {list(got)} instead of {list(expected)}", 0.0)
    off = 0.0
    for name, wanted in expected.items():
        given = got[name]
        if wanted.shape != given.shape:
            return Compared(f"{name} has the shape {given.shape} instead of {wanted.shape}", off)
        if wanted.dtype.kind not in "fc":
            wrong = int((np.asarray(wanted) != np.asarray(given)).sum())
        else:
            wrong, far = _numbers(wanted, given, tolerance if name == PROBABILITIES else 0.0)
            off = max(off, far)
        if wrong:
            detail = f", up to {off:.2g} off" if wanted.dtype.kind in "fc" else ""
            return Compared(f"{wrong:,} of {wanted.size:,} values of {name} differ{detail}", off)
    return Compared("", off)


def _numbers(wanted: Array, given: Array, tolerance: float) -> tuple[int, float]:
    one, two = np.asarray(wanted, np.float64), np.asarray(given, np.float64)
    if not one.size:
        return 0, 0.0
    finite = np.isfinite(one)
    scale = float(np.abs(one[finite]).max()) if finite.any() else 1.0
    close = np.isclose(two, one, rtol=RELATIVE, atol=max(ABSOLUTE * scale, tolerance), equal_nan=True)
    with np.errstate(all="ignore"):
        apart = np.abs(one - two) / np.maximum(np.abs(one), scale * 1e-1)
    far = float(np.nanmax(apart[finite])) if finite.any() else 0.0
    return int((~close).sum()), far
