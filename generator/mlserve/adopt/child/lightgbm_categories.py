"""The categories of a LightGBM model: its file has the lists of values, in order, but not of which columns they are.

What it has of each column is what of it was seen: codes (``-1:2:0:1``, -1 stands for a null), a span (``[0:2]``), or
nothing (``none``). Where more than one way to give the lists to the columns goes with that, a sample has to tell.
"""

from collections.abc import Callable
from typing import Any

from .boosters import Booster
from .categories import learn
from .columns import Array
from .refused import Refused
from .source import Source

Fits = Callable[[int, list[Any]], bool]


def find(booster: Booster, source: Source, lists: list[list[Any]], spans: list[str], what: str) -> None:
    """Let *booster* and its *source* know which of their columns have which of the *lists*: now, or by a sample.

    Raises:
        Refused: none could have them.
    """

    def by_spans(index: int, values: list[Any]) -> bool:
        return index < len(spans) and _may_hold(spans[index], values)

    def settle(fits: Fits) -> bool:
        found = places(len(booster.columns), lists, fits)
        if found is None:
            raise Refused(
                "unsupported",
                f"{what} has {len(lists)} lists of categories, {_some(lists)}, which do not go with its columns. Way "
                "out: give a sample whose columns have these values (as Parquet, where they are numbers in strings), "
                "or a Python file with load(path) and predict(model, batch)",
            )
        if not found[1]:
            return False
        booster.categories = dict(zip(found[0], lists, strict=True))
        learn(booster.columns, booster.categories, what)
        return True

    def look(sample: list[Array]) -> None:
        if not settle(lambda index, values: by_spans(index, values) and _are_in(sample[index], values)):
            raise Refused(
                "sample",
                f"{what} has {len(lists)} lists of categories, {_some(lists)}, and several columns of the sample may "
                "be those that have them: give more rows",
            )

    if not settle(by_spans):
        source.look = look
        source.needs_sample = (
            f"it has {len(lists)} lists of categories, {_some(lists)}, and does not say which columns have them"
        )


def places(count: int, lists: list[list[Any]], fits: Fits) -> tuple[list[int], bool] | None:
    """Return the column of each of the *lists*, in order, and whether there is but one way; None if there is none.

    The first column that will do, from the left, and the same from the right: where both agree there is no other way.
    """
    first = _greedy(range(count), lists, fits)
    last = _greedy(range(count - 1, -1, -1), lists[::-1], fits)
    return None if first is None or last is None else (first, first == last[::-1])


def _greedy(columns: range, lists: list[list[Any]], fits: Fits) -> list[int] | None:
    found: list[int] = []
    for index in columns:
        if len(found) < len(lists) and fits(index, lists[len(found)]):
            found.append(index)
    return found if len(found) == len(lists) else None


def _may_hold(span: str, values: list[Any]) -> bool:
    """Say whether a column of which *span* was seen may have had the codes of *values*."""
    if span == "none":
        return True
    try:
        seen = [float(each) for each in span.strip("[]").split(":")]
    except ValueError:
        return False
    return all(code.is_integer() and -1 <= code < len(values) for code in seen)


def _are_in(column: Array, values: list[Any]) -> bool:
    """Say whether a sample's *column* holds any of *values*; numbers: nothing else."""
    seen = {value for value in column.reshape(-1).tolist() if value is not None and value == value}  # noqa: PLR0124
    if column.dtype.kind == "O":
        return bool(seen & {value for value in values if isinstance(value, str)})
    return bool(seen) and seen <= {value for value in values if not isinstance(value, str)}


def _some(lists: list[list[Any]]) -> str:
    return ", ".join(str(values[:3])[:-1] + (", …]" if len(values) > 3 else "]") for values in lists[:3])  # noqa: PLR2004
