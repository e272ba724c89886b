"""Open Inference Protocol bodies: JSON in and out, checked strictly, one clear error each."""

from math import prod
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    TypeAdapter,
    ValidationError,
)

from .batcher import Answer, Tensor
from .signature import InvalidInput
from .tensors import DTYPES, Array, to_array, to_tensor

Datatype = Literal[
    "BOOL",
    "UINT8",
    "UINT16",
    "UINT32",
    "UINT64",
    "INT8",
    "INT16",
    "INT32",
    "INT64",
    "FP16",
    "FP32",
    "FP64",
    "BYTES",
]

_ELEMENTS: dict[str, TypeAdapter[Any]] = {
    "b": TypeAdapter(list[Annotated[bool, Field(strict=True)]]),
    "i": TypeAdapter(list[Annotated[int, Field(strict=True)]]),
    "f": TypeAdapter(list[Annotated[float, Field(strict=True, allow_inf_nan=False)]]),
    "O": TypeAdapter(list[Annotated[str, Field(strict=True)]]),
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    parameters: dict[str, Any] = {}


class InputTensor(_Part):
    """One named input; ``data`` may be flat or nested, row-major."""

    name: str
    shape: list[NonNegativeInt] = Field(min_length=1)
    datatype: Datatype
    data: list[Any]


class RequestedOutput(_Part):
    """An output that the caller wants; all of them where none is named."""

    name: str


class InferRequest(_Part):
    """The body of ``POST /v2/models/{name}/infer``."""

    id: str | None = None
    inputs: list[InputTensor] = Field(min_length=1)
    outputs: list[RequestedOutput] | None = None


def decode(inputs: list[InputTensor]) -> list[Tensor]:
    """Turn JSON tensors into buffers.

    Raises:
        InvalidInput: the data does not fit the shape or the datatype; the message says where.
    """
    return [_decode(tensor) for tensor in inputs]


def encode(answer: Answer, *, request_id: str | None, wanted: list[str] | None) -> dict[str, Any]:
    """Turn an answer into the body of a response, with the *wanted* outputs only.

    Raises:
        InvalidInput: a wanted output does not exist.
    """
    by_name = {tensor["name"]: tensor for tensor in answer["outputs"]}
    names = list(by_name) if wanted is None else wanted
    if unknown := [name for name in names if name not in by_name]:
        raise InvalidInput(f"the model gives the outputs {list(by_name)}, not {unknown}")
    body: dict[str, Any] = {
        "model_name": answer["model_name"],
        "model_version": answer["model_version"],
        "outputs": [
            {**by_name[name], "data": to_array(by_name[name]).reshape(-1).tolist()}
            for name in names
        ],
    }
    return body if request_id is None else {**body, "id": request_id}


def _decode(tensor: InputTensor) -> Tensor:
    where = f"input {tensor.name!r}"
    flat = _flatten(tensor.data)
    if len(flat) != prod(tensor.shape):
        raise InvalidInput(f"{where} has {len(flat)} values, its shape says {tensor.shape}")
    dtype = DTYPES[tensor.datatype]
    kind = {"u": "i"}.get(dtype.kind, dtype.kind)
    try:
        values = _ELEMENTS[kind].validate_python(flat)
        array = _to_array(values, dtype)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(f"{where}, value {first['loc'][0]}: {first['msg']}") from error
    except OverflowError as error:
        raise InvalidInput(f"{where} holds a value beyond {tensor.datatype}") from error
    return to_tensor(tensor.name, array.reshape(tensor.shape))


def _to_array(values: list[Any], dtype: np.dtype[Any]) -> Array:
    if dtype.kind == "f" and max(map(abs, values), default=0) > float(np.finfo(dtype).max):
        raise OverflowError
    return np.array(values, dtype=dtype)


def _flatten(data: list[Any]) -> list[Any]:
    while data and isinstance(data[0], list):
        if not all(isinstance(item, list) for item in data):
            raise InvalidInput("data mixes values and lists")
        data = [value for item in data for value in item]
    return data
