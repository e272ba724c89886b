"""How the values of each feature lay in training: what the inputs of today are compared with."""

import numpy as np

from .manifest import Histogram
from .tensors import Array

BINS = 10


def histograms(features: list[str], x: Array) -> dict[str, Histogram]:
    """Count the values of each column of *x*, shape (rows, features), by feature."""
    return {name: histogram(column) for name, column in zip(features, x.T, strict=True)}


def histogram(column: Array) -> Histogram:
    """Count the values of *column*, shape (rows,), in bins that hold about as many each.

    The edges are values that occur: deciles, or every value where there are no more than ten.
    """
    edges = _edges(np.unique(column), column)
    counts = np.bincount(np.searchsorted(edges, column), minlength=len(edges) + 1)
    return Histogram(edges=edges.tolist(), counts=counts.tolist())


def _edges(values: Array, column: Array) -> Array:
    """Return the upper edges of all bins but the last, which has none; *values* is sorted."""
    if len(values) == 1:  # a bin of its own, so that anything else is seen
        return np.array([np.nextafter(values[0], -np.inf), values[0]], values.dtype)
    if len(values) <= BINS:
        return values[:-1]
    deciles = np.quantile(column, np.arange(1, BINS) / BINS, method="inverted_cdf")
    return np.unique(np.minimum(deciles, values[-2]))  # the last bin is never empty
