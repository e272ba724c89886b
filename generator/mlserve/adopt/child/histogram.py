"""How the values of a feature lay: the bins against which drift is measured.

The same algorithm as ``ml/histogram.py`` of what is generated, which reads these bins: a bin reaches to its edge, the
edge included; the last one, which has none, holds the rest.
"""

from typing import Any

import numpy as np

from .columns import Array

BINS = 10


def histogram(column: Array) -> dict[str, Any]:
    """Count the values of *column*, shape (rows,), none of them null, in bins that hold about as many each."""
    edges = _edges(np.unique(column), column)
    counts = np.bincount(np.searchsorted(edges, column), minlength=len(edges) + 1)
    return {"edges": [float(edge) for edge in edges], "counts": counts.tolist()}


def _edges(values: Array, column: Array) -> Array:
    """Return the upper edges of all bins but the last, which has none; *values* is sorted."""
    if len(values) == 1:  # a bin of its own, so that anything else is seen
        return np.array([np.nextafter(values[0], -np.inf), values[0]], values.dtype)
    if len(values) <= BINS:
        return values[:-1]
    deciles = np.quantile(column, np.arange(1, BINS) / BINS, method="inverted_cdf")
    return np.unique(np.minimum(deciles, values[-2]))  # the last bin is never empty
