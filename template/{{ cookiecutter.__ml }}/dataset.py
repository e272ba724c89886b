"""A table to learn from, and whether it is what the service server's contract promises."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from numpy.typing import NDArray

Task = Literal["classification", "regression"]


class ContractError(Exception):
    """The data and the contract disagree."""


@dataclass(frozen=True)
class Dataset:
    """Rows and what is to be predicted.

    Attributes:
        task: what kind of target ``y`` is.
        features: the names of the columns of ``x``.
        x: float32, shape (rows, features).
        y: shape (rows,): strings for a classification, float32 for a regression.
    """

    task: Task
    features: list[str]
    x: NDArray[Any]
    y: NDArray[Any]

    @property
    def classes(self) -> list[str]:
        """The labels in sorted order; none for a regression."""
        return sorted({str(label) for label in self.y}) if self.task == "classification" else []


def check_contract(data: Dataset, path: Path) -> None:
    """Compare *data* with the contract at *path*.

    Raises:
        ContractError: a name, a class or a value is not what the contract says.
    """
    try:
        contract: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContractError(f"the contract {path} cannot be read: {error}") from error
    promised = contract["features"]
    _same("task", data.task, contract["task"])
    _same("features", data.features, [feature["name"] for feature in promised])
    _same("classes", data.classes, contract["classes"])
    for column, feature in enumerate(promised):
        low, high = float(data.x[:, column].min()), float(data.x[:, column].max())
        if low < feature["minimum"] or high > feature["maximum"]:
            raise ContractError(
                f"{feature['name']!r} runs from {low} to {high} in the data, but the contract "
                f"allows {feature['minimum']} to {feature['maximum']}"
            )


def _same(what: str, in_data: object, in_contract: object) -> None:
    if in_data != in_contract:
        raise ContractError(f"{what}: the data has {in_data}, the contract says {in_contract}")
