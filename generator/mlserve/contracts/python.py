"""The types of a contract for clients in Python: ``TypedDict``s, which any type checker reads."""

from collections.abc import Sequence

from .contract import Contract
from .types import Field, Type, prediction, row

NAMES = {"number": "float", "integer": "int", "boolean": "bool", "string": "str"}


def as_python(contract: Contract) -> str:
    """Return a module with the types of the body and the answer of ``POST /v1/predict``."""
    rows, predictions = row(contract), prediction(contract)
    literal = any(each.type.values for each in [*rows, *predictions])
    parts = [
        f'"""POST /v1/predict of {_text(contract.name)}: its types, made by `mlserve model schema --python`."""',
        "",
        f"from typing import {'Literal, ' if literal else ''}TypedDict",
        "",
        _typed("Row", rows),
        _typed("PredictRequest", [("rows", "list[Row]")]),
        _typed("Model", [("name", "str"), ("version", "str")]),
        *(_typed(_class(each.name), _fields(each.type)) for each in predictions if each.type.fields),
        _typed("Prediction", predictions),
        _typed("PredictResponse", [("model", "Model"), ("predictions", "list[Prediction]")]),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _typed(name: str, fields: Sequence[Field | tuple[str, str]]) -> str:
    """Return a ``TypedDict``, in the form that allows any key."""
    lines = [f"{name} = TypedDict(", f'    "{name}",', "    {"]
    for each in fields:
        field, spelled, about = (*each, "") if isinstance(each, tuple) else (each.name, _spelled(each), each.about)
        lines.append(f'        "{_text(field)}": {spelled},{f"  # {about}" if about else ""}')
    return "\n".join([*lines, "    },", ")", ""])


def _fields(kind: Type) -> list[Field]:
    return [Field(name, each) for name, each in (kind.fields or {}).items()]


def _spelled(field: Field) -> str:
    kind = field.type
    if kind.fields:
        return _class(field.name)
    name = f"Literal[{', '.join(map(_value, kind.values))}]" if kind.values else NAMES[kind.name]
    if kind.values and isinstance(kind.values[0], float):
        name = "float"  # Literal takes no such values
    name = f"{name} | None" if kind.holes else name
    name = "list[" * kind.dimensions + name + "]" * kind.dimensions
    return f"{name} | None" if kind.nullable else name


def _class(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _value(value: object) -> str:
    return f'"{_text(value)}"' if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    escaped = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text.replace("\\", "\\\\")
    return escaped.replace('"', '\\"')
