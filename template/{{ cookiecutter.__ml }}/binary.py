"""The data of a tensor as raw bytes: the protocol's binary tensor extension, checked strictly.

Little-endian and row-major; a BOOL is one byte, 0 or 1; each of BYTES follows its length, which is
4 bytes. Source: Triton Inference Server, "Binary Tensor Data Extension".
"""

import struct

import numpy as np

from .signature import InvalidInput
from .tensors import DTYPES, Array, Data

_LENGTH = struct.Struct("<I")


def load(raw: memoryview, datatype: str, count: int) -> Data:
    """Take *raw* as *count* values of *datatype*; numbers are not copied.

    Raises:
        InvalidInput: there are more or fewer values, or one that the datatype does not have.
    """
    if datatype == "BYTES":
        return _load_strings(raw, count)
    dtype = DTYPES[datatype]
    if len(raw) != count * dtype.itemsize:
        needed = count * dtype.itemsize
        raise InvalidInput(f"its shape says {needed} bytes of {datatype}, there are {len(raw)}")
    if dtype.kind == "b":
        _refuse(np.frombuffer(raw, np.uint8) > 1, "neither 0 nor 1")
    if dtype.kind == "f":
        _refuse(~np.isfinite(np.frombuffer(raw, dtype)), "not a finite number")
    return raw


def dump(data: Data) -> bytes | memoryview:
    """Return *data* as raw bytes; numbers are not copied."""
    if not isinstance(data, list):
        return data
    parts = [item.encode() for item in data]
    return b"".join(piece for part in parts for piece in (_LENGTH.pack(len(part)), part))


def _refuse(wrong: Array, what: str) -> None:
    if wrong.any():
        raise InvalidInput(f"value {int(wrong.argmax())} is {what}")


def _load_strings(raw: memoryview, count: int) -> list[str]:
    strings: list[str] = []
    start = 0
    while start < len(raw):
        begin = start + _LENGTH.size
        if begin > len(raw):
            raise InvalidInput(f"the length of value {len(strings)} is cut off")
        start = begin + _LENGTH.unpack_from(raw, start)[0]
        if start > len(raw):
            raise InvalidInput(f"value {len(strings)} is longer than the bytes that are left")
        try:
            strings.append(str(raw[begin:start], "utf-8"))
        except UnicodeDecodeError as error:
            raise InvalidInput(f"value {len(strings)} is not UTF-8: {error.reason}") from error
    if len(strings) != count:
        raise InvalidInput(f"its shape says {count} values, there are {len(strings)}")
    return strings
