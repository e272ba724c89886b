"""A contract with one field of each kind, and ways to change it."""

from copy import deepcopy
from typing import Any

from mlserve.contracts.contract import Contract

RAW: dict[str, Any] = {
    "name": "churn",
    "description": "Who leaves?",
    "task": "classification",
    "features": [
        {"name": "age", "type": "integer", "minimum": 0, "maximum": 130, "description": "In years.", "example": 41},
        {"name": "monthly fee", "type": "number", "usual": [5, 90.5], "nullable": True, "example": 20.5},
        {"name": "plan", "type": "string", "enum": ["basic", 'pro "plus"'], "example": "basic"},
        {"name": "active", "type": "boolean", "example": True},
        {"name": "clicks", "type": "number", "shape": [2, -1], "example": [[1.0], [2.0]]},
    ],
    "classes": ["no", "yes"],
    "inputs": [
        {"name": "age", "datatype": "INT64", "shape": [-1, 1]},
        {"name": "monthly fee", "datatype": "FP64", "shape": [-1, 1]},
        {"name": "plan", "datatype": "BYTES", "shape": [-1, 1]},
        {"name": "active", "datatype": "BOOL", "shape": [-1, 1]},
        {"name": "clicks", "datatype": "FP32", "shape": [-1, 2, -1]},
    ],
    "outputs": [
        {"name": "label", "datatype": "BYTES", "shape": [-1]},
        {"name": "probabilities", "datatype": "FP32", "shape": [-1, 2]},
        {"name": "embedding", "datatype": "FP16", "shape": [-1, 8]},
    ],
}


def contract(**changed: Any) -> Contract:
    """Return the contract, *changed* at its top level."""
    return Contract.of(deepcopy(RAW) | changed)


def with_feature(name: str, **changed: Any) -> Contract:
    """Return the contract with one feature *changed*."""
    features = deepcopy(RAW["features"])
    next(each for each in features if each["name"] == name).update(changed)
    return contract(features=features)


REQUEST = {
    "rows": [{"age": 41, "monthly fee": None, "plan": "basic", "active": True, "clicks": [[1.0, 2.0], [3.0, 4.0]]}]
}
RESPONSE = {
    "model": {"name": "churn", "version": "1"},
    "predictions": [{"label": "yes", "probabilities": {"no": 0.25, "yes": 0.75}, "embedding": [0.5] * 8}],
}
