"""An opened model: what it takes, how it answers, and the ways in which a server could run it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .columns import Answers, Array, Column, Rows
from .tensors import Spec


class CannotMake(Exception):
    """A way of serving a model is not open; the message says why."""


class NoWay(CannotMake):
    """A way that is for other models: nothing needs to be said of it."""


@dataclass
class Made:
    """A model in a form that a server runs.

    Attributes:
        write: puts the file (and what belongs to it) into a folder.
        inputs: the tensors that it takes.
        run: answers tensors, by name; outputs are in the order of the signature.
        outputs: where the shapes of the answers are not all that can be said of them.
        frame, trusted_types, method: of a skops file, as the manifest has them.
        files: that belong to it beside its main file, with their SHA-256.
        categories: of features whose values it knows by codes: the place of a value is its code.
    """

    write: Callable[[Path], None]
    inputs: list[Spec]
    run: Callable[[dict[str, Array]], Answers]
    outputs: list[Spec] | None = None
    frame: bool = False
    trusted_types: list[str] = field(default_factory=list)
    method: str = ""
    files: dict[str, str] = field(default_factory=dict)
    categories: dict[str, list[Any]] = field(default_factory=dict)


@dataclass
class Way:
    """One way to serve a model: *make* raises ``CannotMake`` where it is not open."""

    format: str
    runtime: str
    file: str
    make: Callable[[list[Column], Rows], Made]


@dataclass
class Source:
    """An opened model.

    Attributes:
        task: as in the contract.
        columns: what one row is.
        named: whether the columns' names are the model's own, and not x0, x1, …
        classes: in the order of the probabilities.
        libraries: that made the file, with versions.
        ask: what the original library answers; outputs have the contract's names.
        ways: to serve it, the best first.
        needs_sample: why nothing can be said without rows; empty where it can.
        look: at the sample's values of each column, where these say what the model's file does not.
    """

    task: str
    columns: list[Column]
    named: bool
    classes: list[str] | list[int]
    libraries: dict[str, str]
    ask: Callable[[Rows], Answers]
    ways: list[Way]
    needs_sample: str = ""
    look: Callable[[list[Array]], None] | None = None
    notes: list[str] = field(default_factory=list)
