"""The types of a contract for clients in TypeScript."""

import json
from collections.abc import Sequence

from .contract import Contract
from .types import Field, Type, prediction, row

NAMES = {"number": "number", "integer": "number", "boolean": "boolean", "string": "string"}


def as_typescript(contract: Contract) -> str:
    """Return a module with the types of the body and the answer of ``POST /v1/predict``."""
    head = f"// POST /v1/predict of {_quoted(contract.name)}: its types, made by `mlserve model schema --typescript`."
    parts = [
        head,
        "",
        _interface("Row", row(contract)),
        "export interface PredictRequest {\n  rows: Row[];\n}\n",
        _interface("Prediction", prediction(contract)),
        "export interface PredictResponse {",
        "  model: { name: string; version: string };",
        "  predictions: Prediction[];",
        "}",
        "",
    ]
    return "\n".join(parts)


def _interface(name: str, fields: Sequence[Field]) -> str:
    lines = []
    for each in fields:
        if each.about:
            lines.append(f"  /** {each.about.replace('*/', '* /')} */")
        lines.append(f"  {_quoted(each.name)}: {_spelled(each.type)};")
    return "\n".join([f"export interface {name} {{", *lines, "}", ""])


def _spelled(kind: Type) -> str:
    if kind.fields is not None:
        return f"{{ {'; '.join(f'{_quoted(key)}: {_spelled(each)}' for key, each in kind.fields.items())} }}"
    name = " | ".join(map(_quoted, kind.values)) if kind.values else NAMES[kind.name]
    name = f"{name} | null" if kind.holes else name
    if kind.dimensions and " | " in name:
        name = f"({name})"
    name += "[]" * kind.dimensions
    return f"{name} | null" if kind.nullable else name


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
