"""Requests and responses, built from the contract: rows to tensors, tensors to predictions."""

import struct
from collections.abc import Sequence
from math import prod
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from .contract import Contract, Feature, InvalidContract, TensorSpec
from .predictor import Answer, Tensor

NUMERIC = ("BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64")
FORMATS = dict(zip((*NUMERIC, "FP16", "FP32", "FP64"), "?BHIQbhiqefd", strict=True))
"""The ``struct`` character of each numeric v2 datatype."""

FP32_MAX = 3.4028234663852886e38

PROBABILITIES = "probabilities"
"""The output whose columns are the classes."""


class Schemas:
    """The request's type and the translation to and from tensors, for one contract.

    Raises:
        InvalidContract: a row is more than numbers that become one matrix.
    """

    def __init__(self, contract: Contract, *, max_rows: int) -> None:
        self.contract = contract
        self.names = [feature.name for feature in contract.features]
        self._classes = [str(each) for each in contract.classes]
        self._single = {spec.name for spec in contract.outputs if spec.shape[1:] in ([], [1])}
        fields: dict[str, Any] = {f"column_{i}": each for i, each in enumerate(self._fields())}
        row = create_model("Row", __config__=_STRICT, **fields)
        self.row: type[BaseModel] = row  # the type of a row, for bodies that hold one
        rows: Any = Annotated[Sequence[row], Field(min_length=1, max_length=max_rows)]  # type: ignore[valid-type]  # the type is made at run time
        self._request = create_model("PredictRequest", __config__=_STRICT, rows=(rows, ...))

    def _fields(self) -> list[tuple[Any, Any]]:
        """Return type and description of what a row has under each name."""
        it = self.contract
        odd = any(e.shape or e.enum or e.nullable or e.type in _WIDE for e in it.features)
        if odd or [(s.datatype[:2], s.shape) for s in it.inputs] != [("FP", [-1, len(self.names)])]:
            raise InvalidContract(it.file, "more than numbers in one matrix needs operations")
        return [_field(feature) for feature in it.features]

    def read(self, body: bytes) -> list[Tensor]:
        """Validate a request's *body* in one pass over its bytes, and return the model's input.

        Raises:
            pydantic.ValidationError: with one error for each value that is wrong.
        """
        return self.to_tensors(self._request.model_validate_json(body).__dict__["rows"])

    def to_tensors(self, rows: list[BaseModel]) -> list[Tensor]:
        """Lay *rows* out as the one matrix that the model takes: (rows, features)."""
        values = [value for row in rows for value in row.__dict__.values()]
        spec = self.contract.inputs[0]
        data = struct.pack(f"<{len(values)}{FORMATS[spec.datatype]}", *values)
        shape = [len(rows), len(self.names)]
        return [Tensor(name=spec.name, datatype=spec.datatype, shape=shape, data=data)]

    def to_response(self, answer: Answer) -> dict[str, Any]:
        """Turn the model's *answer* into one prediction a row."""
        columns = {each["name"]: self._values(each) for each in answer["outputs"]}
        if PROBABILITIES in columns and self._classes:
            names, shares = self._classes, columns[PROBABILITIES]
            columns[PROBABILITIES] = [dict(zip(names, each, strict=True)) for each in shares]
        rows = zip(*columns.values(), strict=True)
        return {
            "model": {"name": answer["model_name"], "version": answer["model_version"]},
            "predictions": [dict(zip(columns, row, strict=True)) for row in rows],
        }

    def _values(self, tensor: Tensor) -> Any:
        """Return one value a row, or lists of the tensor's shape where a row has several."""
        data: Any = tensor["data"]
        shape = tensor["shape"]
        if not isinstance(data, list):
            data = list(struct.unpack(f"<{prod(shape)}{FORMATS[tensor['datatype']]}", data))
        for size in () if tensor["name"] in self._single else reversed(shape[1:]):
            data = [data[start : start + size] for start in range(0, len(data), size)]
        return data

    def example(self) -> dict[str, Any]:
        """Return a valid request."""
        return {"rows": [{each.name: each.example for each in self.contract.features}]}

    def components(self) -> dict[str, Any]:
        """Return the JSON schemas of request and response, for OpenAPI's components."""
        request = self._request.model_json_schema(ref_template="#/components/schemas/{model}")
        model = {"name": {"type": "string"}, "version": {"type": "string"}}
        outputs = {spec.name: self._output_schema(spec) for spec in self.contract.outputs}
        predictions = {"type": "array", "items": {"$ref": "#/components/schemas/Prediction"}}
        return {
            **request.pop("$defs"),
            "PredictRequest": request,
            "Prediction": _object(outputs),
            "PredictResponse": _object({"model": _object(model), "predictions": predictions}),
        }

    def _output_schema(self, spec: TensorSpec) -> dict[str, Any]:
        value: dict[str, Any] = {"type": json_type(spec.datatype)}
        if spec.name == PROBABILITIES and self._classes:
            return _object(dict.fromkeys(self._classes, value))  # rounding may lead beyond 1
        if spec.name == "label" and self._classes:
            value["enum"] = self.contract.classes
        for _ in () if spec.name in self._single else spec.shape[1:]:
            value = {"type": "array", "items": value}
        return value


_WIDE = {"boolean", "string"}
_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def _field(feature: Feature) -> tuple[type, Any]:
    """Return the field of a column: finite, in bounds, and whole where the feature is an integer.

    To JSON, 2.0 is an integer, too.
    """
    return float, Field(
        alias=feature.name,
        title=feature.name,
        description=feature.description,
        ge=-FP32_MAX if feature.minimum is None else feature.minimum,
        le=FP32_MAX if feature.maximum is None else feature.maximum,
        multiple_of=1 if feature.type == "integer" else None,
        examples=[feature.example],
        json_schema_extra={"type": feature.type},
    )


def json_type(datatype: str) -> str:
    """Return the JSON type of a v2 *datatype*."""
    kind = "integer" if "INT" in datatype else "number"
    return {"BOOL": "boolean", "BYTES": "string"}.get(datatype, kind)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
