"""The JSON schemas of a contract's request and answer, draft 2020-12."""

import json
from typing import Any

from .contract import Contract, Feature, Output

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def as_json_schema(contract: Contract) -> str:
    """Return one schema with ``PredictRequest`` and ``PredictResponse`` among its ``$defs``."""
    text = {"type": "string"}
    rows = {"type": "array", "items": {"$ref": "#/$defs/Row"}, "minItems": 1}
    predictions = {"type": "array", "items": {"$ref": "#/$defs/Prediction"}}
    schema = {
        "$schema": DRAFT,
        "title": contract.name,
        "description": contract.description,
        "$defs": {
            "Row": _object({each.name: _feature(each) for each in contract.features}),
            "PredictRequest": _object({"rows": rows}),
            "Prediction": _object({each.name: _output(contract, each) for each in contract.outputs}),
            "PredictResponse": _object({"model": _object({"name": text, "version": text}), "predictions": predictions}),
        },
    }
    return json.dumps(schema, indent=2, ensure_ascii=False)


def _feature(feature: Feature) -> dict[str, Any]:
    value: dict[str, Any] = {"type": feature.type}
    bounds = {"minimum": feature.minimum, "maximum": feature.maximum}
    value |= {key: bound for key, bound in bounds.items() if bound is not None}
    if feature.enum:
        value["enum"] = list(feature.enum)
    schema = _nested(value, feature.shape)
    if feature.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    about = {"description": feature.description} if feature.description else {}
    usual = {"x-usual": list(feature.usual)} if feature.usual else {}
    return {**schema, **about, **usual, "examples": [feature.example]}


def _output(contract: Contract, output: Output) -> dict[str, Any]:
    null = contract.may_overflow and output.type == "number" and not contract.is_class(output)
    value: dict[str, Any] = {"type": [output.type, "null"] if null else output.type}
    if contract.is_by_class(output):
        return _object({str(each): value for each in contract.classes})  # rounding may lead beyond 1
    if contract.is_class(output):
        value["enum"] = list(contract.classes)
    return _nested(value, output.shape)


def _nested(value: dict[str, Any], shape: tuple[int, ...]) -> dict[str, Any]:
    for size in reversed(shape):
        fixed = {} if size < 0 else {"minItems": size, "maxItems": size}
        value = {"type": "array", "items": value, **fixed}
    return value


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
