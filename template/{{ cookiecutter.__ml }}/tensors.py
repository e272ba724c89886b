"""Tensors as they cross the seam, and as NumPy arrays: v2 datatypes, shapes and contiguous buffers.

Source: the Open Inference Protocol, section "Tensor Data Types".
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .batcher import Tensor

Array = NDArray[Any]
Arrays = dict[str, Array]
Data = bytes | memoryview | list[str]

DTYPES: dict[str, np.dtype[Any]] = {
    "BOOL": np.dtype(np.bool_),
    "UINT8": np.dtype(np.uint8),
    "UINT16": np.dtype(np.uint16),
    "UINT32": np.dtype(np.uint32),
    "UINT64": np.dtype(np.uint64),
    "INT8": np.dtype(np.int8),
    "INT16": np.dtype(np.int16),
    "INT32": np.dtype(np.int32),
    "INT64": np.dtype(np.int64),
    "FP16": np.dtype(np.float16),
    "FP32": np.dtype(np.float32),
    "FP64": np.dtype(np.float64),
    "BYTES": np.dtype(np.object_),
}
"""The v2 datatype of each NumPy dtype; strings are ``BYTES``."""


def datatype_of(array: Array) -> str:
    """Return the v2 datatype of *array*; any kind of string is ``BYTES``.

    Raises:
        TypeError: the protocol has no name for this dtype.
    """
    if array.dtype.kind in "OUS":
        return "BYTES"
    for datatype, dtype in DTYPES.items():
        if dtype == array.dtype:
            return datatype
    raise TypeError(f"no v2 datatype for {array.dtype}")


def to_array(tensor: Tensor) -> Array:
    """View *tensor* as an array of its shape, without a copy where its data is an aligned buffer.

    Bytes out of the middle of a body may lie anywhere, and not every library takes such an array.
    """
    dtype = DTYPES[tensor["datatype"]]
    data = tensor["data"]
    if isinstance(data, list):
        return np.array(data, dtype=np.object_).reshape(tensor["shape"])
    array = np.frombuffer(data, dtype=dtype).reshape(tensor["shape"])
    return array if array.flags.aligned else array.copy()


def to_tensor(name: str, array: Array) -> Tensor:
    """Wrap *array* (any layout, any shape) as a tensor called *name*."""
    datatype = datatype_of(array)
    if datatype == "BYTES":
        strings = [str(item) for item in array.reshape(-1).tolist()]
        return Tensor(name=name, datatype=datatype, shape=list(array.shape), data=strings)
    contiguous = np.ascontiguousarray(array)
    return Tensor(
        name=name,
        datatype=datatype,
        shape=list(array.shape),
        data=contiguous.reshape(-1).view(np.uint8).data,
    )


def to_arrays(tensors: Sequence[Tensor]) -> Arrays:
    """View each tensor as an array, by name."""
    return {tensor["name"]: to_array(tensor) for tensor in tensors}


def to_tensors(arrays: Mapping[str, Array]) -> list[Tensor]:
    """Wrap each array as a tensor, in the order of the mapping."""
    return [to_tensor(name, array) for name, array in arrays.items()]
