"""The JSON of a request of the Open Inference Protocol, as types.

What the protocol leaves open is left open (``parameters``); what it does not have is refused.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

MAX_DIMENSIONS = 64  # NumPy's own limit

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
Size = Annotated[int, Field(strict=True, ge=0, lt=2**63)]


def _none_to_empty(value: object) -> object:
    return {} if value is None else value


_Optional = BeforeValidator(_none_to_empty)


class InputParameters(BaseModel):
    """What an input says beside the protocol: the bytes that it has behind the JSON."""

    binary_data_size: Size | None = None


class OutputParameters(BaseModel):
    """What a requested output says beside the protocol: whether it should be raw bytes."""

    binary_data: StrictBool | None = None


class RequestParameters(BaseModel):
    """What a request says beside the protocol; ``timeout`` is in microseconds."""

    binary_data_output: StrictBool | None = None
    timeout: Annotated[int, Field(strict=True, gt=0)] | None = None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InputTensor(_Part):
    """One named input; ``data`` is flat or nested, row-major, or in the bytes behind the JSON."""

    name: str
    shape: list[Size] = Field(min_length=1, max_length=MAX_DIMENSIONS)
    datatype: Datatype
    parameters: Annotated[InputParameters, _Optional] = InputParameters()
    data: list[Any] | None = None


class RequestedOutput(_Part):
    """An output that the caller wants; all of them where none is named."""

    name: str
    parameters: Annotated[OutputParameters, _Optional] = OutputParameters()


class InferRequest(_Part):
    """The JSON of ``POST /v2/models/{name}/infer``."""

    id: str | None = None
    model_name: str | None = None  # KServe's client repeats it here; the URL counts
    parameters: Annotated[RequestParameters, _Optional] = RequestParameters()
    inputs: list[InputTensor] = Field(min_length=1)
    outputs: list[RequestedOutput] | None = None

    def seconds(self, longest: float) -> float:
        """Return how long the caller waits, *longest* at most."""
        if self.parameters.timeout is None:
            return longest
        return min(self.parameters.timeout, round(longest * 1e6)) / 1e6
