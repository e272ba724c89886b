"""What is known about one value (or array) of a row: by the model, then by the sample."""

from dataclasses import dataclass, field
from typing import Any

Array = Any
"""numpy.ndarray; numpy is not installed where types are checked."""
Rows = dict[str, Array]
"""Columns by name, in the model's order, each of shape (rows, *column.shape). A null is NaN, or None among strings."""
Answers = dict[str, Array]
"""Outputs by name, rows first."""


@dataclass
class Column:
    """One feature.

    Attributes:
        type: number, integer, boolean or string; empty while nobody knows.
        shape: of one row's value; nothing for a single value, -1 for any length.
        nullable: whether a row may lack it.
        categories: the only values that the model's own encoder knows.
        is_open: the encoder takes others, too (as unknown).
        low, high: between which its values lay, as far as is known.
        centre, scale: of its values in training, as a scaler kept them.
    """

    name: str
    type: str = ""
    shape: list[int] = field(default_factory=list)
    nullable: bool = False
    categories: list[Any] = field(default_factory=list)
    is_open: bool = False
    low: float | None = None
    high: float | None = None
    centre: float | None = None
    scale: float | None = None
    example: Any = None

    @property
    def is_text(self) -> bool:
        """Whether its values are strings."""
        return self.type == "string"


def numbered(count: int) -> list[Column]:
    """Return *count* columns that have no names of their own."""
    return [Column(f"x{index}") for index in range(count)]


def height(rows: Rows) -> int:
    """Return how many rows there are."""
    return len(next(iter(rows.values())))


def taken(rows: Rows, which: Any) -> Rows:
    """Return some of the rows: a slice, indices or a mask."""
    return {name: values[which] for name, values in rows.items()}
