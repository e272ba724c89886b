"""Is a file an ONNX model? Its outermost fields are walked over, and nothing in them is read."""

import os
from collections.abc import Callable
from pathlib import Path

from mlserve.errors import FileRefused

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIELDS = {1: _VARINT, 2: _BYTES, 3: _BYTES, 4: _BYTES, 5: _VARINT, 6: _BYTES, 7: _BYTES, 8: _BYTES, 14: _BYTES}
"""Of ModelProto (onnx.proto): ir_version, producer_name, …, graph (7), opset_import (8), metadata_props."""
_LATER = {20: _BYTES, 25: _BYTES, 26: _BYTES}
_GRAPH, _IR_VERSION = 7, 1
_MAX_FIELDS = 100_000


def is_onnx(path: Path, size: int) -> bool:
    """Say whether *path* has the fields of an ONNX model.

    Raises:
        FileRefused: it begins as one, but ends too early.
    """
    seen: set[int] = set()
    with path.open("rb") as file:
        for _ in range(_MAX_FIELDS):
            key = _varint(file.read, size)
            if key is None:
                break
            number, wire = key >> 3, key & 7
            if (_FIELDS | _LATER).get(number) != wire:
                return False
            seen.add(number)
            value = _varint(file.read, size)
            if value is None:
                return False
            if wire == _BYTES and file.tell() + value > size:
                if _IR_VERSION not in seen:
                    return False
                raise FileRefused(
                    f"{path} is truncated: it begins as an ONNX model whose graph needs {file.tell() + value:,} bytes, "
                    f"and has {size:,}. Copy it again"
                )
            if wire == _BYTES:
                file.seek(value, os.SEEK_CUR)
    return _GRAPH in seen


def _varint(read: Callable[[int], bytes], size: int) -> int | None:
    value = 0
    for shift in range(0, 64, 7):
        byte = read(1)
        if not byte:
            return None
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:  # noqa: PLR2004  (the highest bit says that another byte follows)
            return value
    return size + 1  # no number: longer than any file
