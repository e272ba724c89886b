"""The types of a request's row and of a prediction, as any language with structural types has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .contract import Contract, Feature, Output


@dataclass(frozen=True)
class Type:
    """The type of one field.

    Attributes:
        name: a JSON type, or "object" where *fields* has the fields of one.
        dimensions: how many arrays it is nested in.
        values: all that it may be; empty: anything of the type.
        nullable: whether it may be null.
        holes: whether each value in its arrays may be null.
    """

    name: str
    dimensions: int = 0
    values: tuple[Any, ...] = ()
    nullable: bool = False
    holes: bool = False
    fields: Mapping[str, "Type"] | None = None


@dataclass(frozen=True)
class Field:
    """A field of an object, and what to say of it."""

    name: str
    type: Type
    about: str = ""


def row(contract: Contract) -> list[Field]:
    """Return the fields of a row of a request."""
    return [Field(each.name, _of_feature(each), _about(each)) for each in contract.features]


def prediction(contract: Contract) -> list[Field]:
    """Return the fields of a prediction."""
    return [Field(each.name, _of_output(contract, each)) for each in contract.outputs]


def _of_feature(feature: Feature) -> Type:
    return Type(feature.type, len(feature.shape), feature.enum, feature.nullable)


def _of_output(contract: Contract, output: Output) -> Type:
    null = contract.may_overflow and output.type == "number"
    if contract.is_by_class(output):
        return Type("object", fields={str(each): Type("number", nullable=null) for each in contract.classes})
    if contract.is_class(output):
        return Type(output.type, len(output.shape), contract.classes)
    return Type(output.type, len(output.shape), nullable=null and not output.shape, holes=null and bool(output.shape))


def _about(feature: Feature) -> str:
    parts = [feature.description] if feature.description else []
    if feature.minimum is not None or feature.maximum is not None:
        low, high = ("" if each is None else f"{each:g}" for each in (feature.minimum, feature.maximum))
        parts.append(f"{low or 'any'} to {high or 'any'}.")
    if feature.usual is not None:
        parts.append(f"Usually {feature.usual[0]:g} to {feature.usual[1]:g}.")
    return " ".join(" ".join(parts).split())
