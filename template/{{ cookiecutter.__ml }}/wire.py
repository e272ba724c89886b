"""Bodies of the Open Inference Protocol: JSON, and raw bytes behind it; one clear error each."""

from math import prod
from typing import Any

from pydantic import ValidationError

from . import binary, values
from .batcher import Answer, Tensor
from .messages import InferRequest, InputTensor, RequestedOutput
from .signature import InvalidInput
from .tensors import Data, to_array

Raw = bytes | memoryview


def parse(body: bytes, json_length: str | None) -> tuple[InferRequest, memoryview]:
    """Split *body* into its JSON, of *json_length* bytes (all by default), and what follows.

    Raises:
        InvalidInput: the length is wrong, or the JSON is no request; the message says where.
    """
    length = len(body) if json_length is None else _length(json_length, len(body))
    try:
        request = InferRequest.model_validate_json(body[:length])
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "/".join(map(str, first["loc"]))
        raise InvalidInput(f"/{where}: {first['msg']}") from error
    return request, memoryview(body)[length:]


def decode(inputs: list[InputTensor], raw: memoryview) -> list[Tensor]:
    """Turn *inputs* into tensors; those with a ``binary_data_size`` take their turns at *raw*.

    Raises:
        InvalidInput: the data does not fit the shape or the datatype; the message says where.
    """
    tensors = []
    for each in inputs:
        size = each.parameters.binary_data_size or 0
        tensors.append(_decode(each, raw[:size]))
        raw = raw[size:]
    if raw:
        raise InvalidInput(f"{len(raw)} bytes of the body belong to no input")
    return tensors


def encode(answer: Answer, request: InferRequest) -> tuple[dict[str, Any], list[Raw]]:
    """Turn *answer* into the JSON of a response and the raw bytes to put behind it.

    Raises:
        InvalidInput: a wanted output does not exist.
    """
    by_name = {tensor["name"]: tensor for tensor in answer["outputs"]}
    wanted = request.outputs or [RequestedOutput(name=name) for name in by_name]
    if unknown := [each.name for each in wanted if each.name not in by_name]:
        raise InvalidInput(f"the model gives the outputs {list(by_name)}, not {unknown}")
    outputs: list[dict[str, Any]] = []
    raw: list[Raw] = []
    for each in wanted:
        tensor = by_name[each.name]
        output: dict[str, Any] = {key: tensor[key] for key in ("name", "datatype", "shape")}
        own = each.parameters.binary_data
        if request.parameters.binary_data_output if own is None else own:
            raw.append(binary.dump(tensor["data"]))
            output["parameters"] = {"binary_data_size": len(raw[-1])}
        else:
            output["data"] = to_array(tensor).reshape(-1).tolist()
        outputs.append(output)
    head = {"model_name": answer["model_name"], "model_version": answer["model_version"]}
    identity = {} if request.id is None else {"id": request.id}
    return {**head, **identity, "outputs": outputs}, raw


def _length(text: str, available: int) -> int:
    whole = text.isascii() and text.isdecimal()
    if not whole or len(text) > len(str(available)) or int(text) > available:
        raise InvalidInput(f"the JSON's length must be a number up to {available}, not {text:.20}")
    return int(text)


def _decode(tensor: InputTensor, raw: memoryview) -> Tensor:
    try:
        data = _load(tensor, raw)
    except InvalidInput as error:
        raise InvalidInput(f"input {tensor.name!r}: {error}") from error
    return Tensor(name=tensor.name, datatype=tensor.datatype, shape=tensor.shape, data=data)


def _load(tensor: InputTensor, raw: memoryview) -> Data:
    size, count = tensor.parameters.binary_data_size, prod(tensor.shape)
    if (size is None) == (tensor.data is None):
        raise InvalidInput("it needs either data or the parameter binary_data_size")
    if tensor.data is not None:
        return values.load(tensor.data, tensor.datatype, count)
    if size != len(raw):
        raise InvalidInput(f"its binary_data_size is {size}, but only {len(raw)} bytes are left")
    return binary.load(raw, tensor.datatype, count)
