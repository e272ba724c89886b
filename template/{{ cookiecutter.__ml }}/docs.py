"""What the docs say of ``infer``: schemas made from a model's signature."""

from dataclasses import dataclass
from math import prod
from typing import Any

JSON = "application/json"
BYTES = "application/octet-stream"
JSON_LENGTH = "Inference-Header-Content-Length"
Spec = dict[str, Any]

_FP16_MAX, _FP32_MAX, _FP64_MAX = 65504.0, 3.4028234663852886e38, 1.7976931348623157e308
_PARAMETERS = {"type": ["object", "null"], "additionalProperties": True}
_BODY = (
    "Any number of rows is taken. JSON schema cannot tie the length of `data` to `shape`, "
    "so this schema describes one row.\n\n"
    "**Deadline.** `parameters.timeout`: microseconds after which the answer is 504.\n\n"
    "**Binary tensors.** An input with `parameters.binary_data_size` instead of `data` has that "
    "many bytes behind the JSON (little-endian, row-major, in the order of the inputs); the header "
    f"`{JSON_LENGTH}` then says where the JSON ends. Outputs come so where "
    "`parameters.binary_data_output` of the request or `parameters.binary_data` of the output is "
    "`true`."
)
_LENGTH = "Where the JSON ends, if raw bytes follow it."
_BINARY = {"type": "string", "format": "binary", "description": "JSON, then raw bytes."}


@dataclass(frozen=True)
class Docs:
    """What the OpenAPI document says of one model.

    Attributes:
        inputs: name, datatype and shape of each tensor that the model takes.
        outputs: the same of each that it gives.
        example: a valid body.
        name: what the model is called in URLs, where that is known.
        version: the same of its version.
    """

    inputs: list[Spec]
    outputs: list[Spec]
    example: dict[str, Any]
    name: str = ""
    version: str = ""

    def request_body(self) -> dict[str, Any]:
        """Describe the body of ``infer``."""
        properties = {
            "id": {"type": ["string", "null"]},
            "model_name": {"type": ["string", "null"], "description": "Ignored: the URL counts."},
            "parameters": _PARAMETERS,
            "inputs": {
                "type": "array",
                "prefixItems": [_input(spec) for spec in self.inputs],
                "minItems": len(self.inputs),
                "maxItems": len(self.inputs),
            },
            "outputs": {"type": ["array", "null"], "items": _requested(self.outputs)},
        }
        schema = _closed(properties, required=["inputs"])
        content = {JSON: {"schema": schema, "example": self.example}}
        return {"required": True, "description": _BODY, "content": content}

    def answer(self) -> dict[str, Any]:
        """Describe the answer of ``infer``."""
        tensor = {
            "name": {"enum": [spec["name"] for spec in self.outputs]},
            "datatype": {"type": "string"},
            "shape": {"type": "array", "items": {"type": "integer"}},
            "data": {"type": "array"},
        }
        properties = {
            "model_name": {"type": "string"},
            "model_version": {"type": "string"},
            "id": {"type": "string"},
            "outputs": {"type": "array", "items": _closed(tensor, required=list(tensor))},
        }
        schema = _closed(properties, required=["model_name", "model_version", "outputs"])
        content = {JSON: {"schema": schema}, BYTES: {"schema": _BINARY}}
        headers = {JSON_LENGTH: {"description": _LENGTH, "schema": {"type": "integer"}}}
        return {"description": "Named tensors.", "content": content, "headers": headers}


def _input(spec: Spec) -> dict[str, Any]:
    row = [1, *spec["shape"][1:]]
    values = prod(row)
    properties = {
        "name": {"const": spec["name"]},
        "datatype": {"const": spec["datatype"]},
        "shape": {"const": row},
        "parameters": _PARAMETERS,
        "data": {
            "type": "array",
            "items": _element(spec["datatype"]),
            "minItems": values,
            "maxItems": values,
        },
    }
    return _closed(properties, required=["name", "datatype", "shape", "data"])


def _requested(outputs: list[Spec]) -> dict[str, Any]:
    names = {"enum": [spec["name"] for spec in outputs]}
    return _closed({"name": names, "parameters": _PARAMETERS}, required=["name"])


def _closed(properties: dict[str, Any], *, required: list[str], **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        **more,
    }


def _element(datatype: str) -> dict[str, Any]:
    kind, bits = datatype.rstrip("0123456789"), datatype.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if kind == "FP":
        limit = {"16": _FP16_MAX, "32": _FP32_MAX, "64": _FP64_MAX}[bits]
        return {"type": "number", "minimum": -limit, "maximum": limit}
    if kind == "UINT":
        return {"type": "integer", "minimum": 0, "maximum": 2 ** int(bits) - 1}
    if kind == "INT":
        limit = 2 ** (int(bits) - 1)
        return {"type": "integer", "minimum": -limit, "maximum": limit - 1}
    return {"type": "boolean" if kind == "BOOL" else "string"}
