"""``contract.json``: what a model takes and gives, as the service server promises it to its clients."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from mlserve.errors import MlserveError

JSON_TYPES = {"BOOL": "boolean", "BYTES": "string"}
"""The JSON type of what is no number; the rest is told by `json_type`."""


@dataclass(frozen=True)
class Feature:
    """One field of a row: a value, or an array of *shape*."""

    name: str
    type: str
    shape: tuple[int, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    usual: tuple[float, float] | None = None
    enum: tuple[Any, ...] = ()
    nullable: bool = False
    description: str = ""
    example: Any = None

    @classmethod
    def of(cls, found: dict[str, Any]) -> Self:
        """Return the feature that a contract writes as *found*."""
        lists = {key: tuple(found[key]) for key in ("shape", "usual", "enum") if found.get(key) is not None}
        return cls(**{**found, **lists})


@dataclass(frozen=True)
class Output:
    """One field of a prediction; its *shape* is that of a row."""

    name: str
    type: str
    shape: tuple[int, ...]

    @classmethod
    def of(cls, found: dict[str, Any]) -> Self:
        """Return the output that a contract writes as the tensor *found*."""
        shape = tuple(found["shape"][1:])
        single = shape in {(), (1,)}  # answered as a value, whichever of both the tensor has
        return cls(found["name"], json_type(found["datatype"]), () if single else shape)


@dataclass(frozen=True)
class Contract:
    """All of a contract that its clients can see; *raw* is the JSON itself."""

    name: str
    task: str
    description: str
    features: tuple[Feature, ...]
    classes: tuple[Any, ...]
    outputs: tuple[Output, ...]
    raw: dict[str, Any]

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Self:
        """Return the contract that *raw* is.

        Raises:
            KeyError, TypeError: it is none.
        """
        return cls(
            raw["name"],
            raw["task"],
            raw.get("description", ""),
            tuple(map(Feature.of, raw["features"])),
            tuple(raw.get("classes", ())),
            tuple(map(Output.of, raw["outputs"])),
            raw,
        )

    @property
    def may_overflow(self) -> bool:
        """Whether numbers of an answer may be NaN or infinite, which JSON has no word for but null.

        So they may be where a number of a row may be as large as it likes; servers say so in OpenAPI by the same rule.
        """
        numbers = [each for each in self.features if each.type == "number"]
        return any(each.minimum is None or each.maximum is None for each in numbers)

    def is_by_class(self, output: Output) -> bool:
        """Return whether *output* is an object with a number for each class."""
        return output.name == "probabilities" and bool(self.classes)

    def is_class(self, output: Output) -> bool:
        """Return whether *output* is one of the classes."""
        return output.name == "label" and bool(self.classes)


def read(path: Path) -> Contract:
    """Return the contract at *path*, or say what is wrong with it."""
    try:
        return Contract.of(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise MlserveError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise MlserveError(f"{path} is not valid JSON: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise MlserveError(f"{path} is no contract: {error!r}; `mlserve model sync` writes one") from error


def json_type(datatype: str) -> str:
    """Return the JSON type of a v2 *datatype*."""
    return JSON_TYPES.get(datatype, "number" if datatype.startswith("FP") else "integer")
