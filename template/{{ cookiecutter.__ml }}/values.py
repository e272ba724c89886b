"""The data of a tensor as JSON values, flat or nested: checked strictly, one by one."""

from typing import Annotated, Any

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError

from .signature import InvalidInput
from .tensors import DTYPES, Data

_ELEMENTS: dict[str, TypeAdapter[Any]] = {
    "b": TypeAdapter(list[Annotated[bool, Field(strict=True)]]),
    "i": TypeAdapter(list[Annotated[int, Field(strict=True)]]),
    "f": TypeAdapter(list[Annotated[float, Field(strict=True, allow_inf_nan=False)]]),
    "O": TypeAdapter(list[Annotated[str, Field(strict=True)]]),
}


def load(values: list[Any], datatype: str, count: int) -> Data:
    """Take *values* as *count* values of *datatype*.

    Raises:
        InvalidInput: there are more or fewer values, or one that the datatype does not have.
    """
    flat = _flatten(values)
    if len(flat) != count:
        raise InvalidInput(f"its shape says {count} values, there are {len(flat)}")
    dtype = DTYPES[datatype]
    kind = {"u": "i"}.get(dtype.kind, dtype.kind)
    try:
        checked: list[Any] = _ELEMENTS[kind].validate_python(flat)
        return checked if kind == "O" else _pack(checked, dtype)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(f"value {first['loc'][0]}: {first['msg']}") from error
    except OverflowError as error:
        raise InvalidInput(f"a value is beyond {datatype}") from error


def _pack(values: list[Any], dtype: np.dtype[Any]) -> memoryview:
    if dtype.kind == "f" and max(map(abs, values), default=0) > float(np.finfo(dtype).max):
        raise OverflowError
    return np.array(values, dtype=dtype).view(np.uint8).data


def _flatten(values: list[Any]) -> list[Any]:
    while values and isinstance(values[0], list):
        if not all(isinstance(item, list) for item in values):
            raise InvalidInput("data mixes values and lists")
        values = [value for item in values for value in item]
    return values
