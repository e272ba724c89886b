"""Requests and responses, built from the contract: rows to tensors, tensors to predictions."""

import struct
from collections.abc import Sequence
from math import prod
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from .contract import Contract, Feature, TensorSpec
from .predictor import Answer, Tensor

FORMATS = {"FP32": "f", "FP64": "d", "INT32": "i", "INT64": "q", "BOOL": "?"}
"""The ``struct`` character of each numeric v2 datatype."""

JSON_TYPES = {
    "FP32": "number",
    "FP64": "number",
    "INT32": "integer",
    "INT64": "integer",
    "BOOL": "boolean",
    "BYTES": "string",
}
"""The JSON type of each v2 datatype."""

PROBABILITIES = "probabilities"
"""The output whose columns are the classes."""


class Schemas:
    """The request's type and the translation to and from tensors, for one contract."""

    def __init__(self, contract: Contract, *, max_rows: int) -> None:
        self._contract = contract
        self.names = [feature.name for feature in contract.features]
        fields: dict[str, Any] = {
            f"column_{index}": _field(feature) for index, feature in enumerate(contract.features)
        }
        row = create_model("Row", __config__=_STRICT, **fields)
        self.row: type[BaseModel] = row  # the type of a row, for bodies that hold one
        rows: Any = Annotated[Sequence[row], Field(min_length=1, max_length=max_rows)]  # type: ignore[valid-type]  # the type is made at run time
        self._request = create_model("PredictRequest", __config__=_STRICT, rows=(rows, ...))

    def read(self, body: bytes) -> list[Tensor]:
        """Validate a request's *body* in one pass over its bytes, and return the model's input.

        Raises:
            pydantic.ValidationError: with one error for each value that is wrong.
        """
        return self.to_tensors(self._request.model_validate_json(body).__dict__["rows"])

    def to_tensors(self, rows: list[BaseModel]) -> list[Tensor]:
        """Lay *rows* out as the one matrix that the model takes: (rows, features)."""
        return self.matrix([value for row in rows for value in row.__dict__.values()])

    def matrix(self, values: list[float]) -> list[Tensor]:
        """Do the same with the *values* of all rows, one row after the other."""
        spec = self._contract.inputs[0]
        if spec.datatype.startswith("INT"):
            values = [int(value) for value in values]
        data = struct.pack(f"<{len(values)}{FORMATS[spec.datatype]}", *values)
        shape = [len(values) // len(self.names), len(self.names)]
        return [Tensor(name=spec.name, datatype=spec.datatype, shape=shape, data=data)]

    def to_response(self, answer: Answer) -> dict[str, Any]:
        """Turn the model's *answer* into one prediction a row."""
        columns = {tensor["name"]: _values(tensor) for tensor in answer["outputs"]}
        if PROBABILITIES in columns and self._contract.classes:
            columns[PROBABILITIES] = [
                dict(zip(self._contract.classes, row, strict=True))
                for row in columns[PROBABILITIES]
            ]
        rows = zip(*columns.values(), strict=True)
        return {
            "model": {"name": answer["model_name"], "version": answer["model_version"]},
            "predictions": [dict(zip(columns, row, strict=True)) for row in rows],
        }

    def example(self) -> dict[str, Any]:
        """Return a valid request."""
        return {"rows": [{each.name: each.example for each in self._contract.features}]}

    def components(self) -> dict[str, Any]:
        """Return the JSON schemas of request and response, for OpenAPI's components."""
        request = self._request.model_json_schema(ref_template="#/components/schemas/{model}")
        parts: dict[str, Any] = request.pop("$defs")
        model = {"name": {"type": "string"}, "version": {"type": "string"}}
        outputs = {spec.name: self._output_schema(spec) for spec in self._contract.outputs}
        prediction = {"$ref": "#/components/schemas/Prediction"}
        return {
            **parts,
            "PredictRequest": request,
            "Prediction": _object(outputs),
            "PredictResponse": _object(
                {"model": _object(model), "predictions": {"type": "array", "items": prediction}}
            ),
        }

    def _output_schema(self, spec: TensorSpec) -> dict[str, Any]:
        classes = self._contract.classes
        if spec.name == PROBABILITIES and classes:
            share = {"type": "number", "minimum": 0, "maximum": 1}
            return _object(dict.fromkeys(classes, share))
        value: dict[str, Any] = {"type": JSON_TYPES[spec.datatype]}
        if spec.name == "label" and classes:
            value["enum"] = classes
        return value if _width(spec.shape) == 1 else {"type": "array", "items": value}


_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def _field(feature: Feature) -> tuple[type, Any]:
    """Return the field of a column: finite, in bounds, and whole where the feature is an integer.

    To JSON, 2.0 is an integer, too.
    """
    whole = feature.type == "integer"
    return float, Field(
        alias=feature.name,
        title=feature.name,
        description=feature.description,
        ge=feature.minimum,
        le=feature.maximum,
        multiple_of=1 if whole else None,
        examples=[feature.example],
        json_schema_extra={"type": feature.type},
    )


def _values(tensor: Tensor) -> list[Any]:
    """Return one value a row, or one list where a row has several."""
    data = tensor["data"]
    if not isinstance(data, list):
        data = list(struct.unpack(f"<{prod(tensor['shape'])}{FORMATS[tensor['datatype']]}", data))
    width = _width(tensor["shape"])
    if width == 1:
        return data
    return [data[start : start + width] for start in range(0, len(data), width)]


def _width(shape: list[int]) -> int:
    return prod(shape[1:])


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
