"""What a pickle names, read without running it: the modules and classes that opening it would call."""

import pickletools
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .compressed import opened

MAX_OPCODES = 1_000_000
MAX_BYTES = 64 * 2**20
_GET = {"GET", "BINGET", "LONG_BINGET"}
_PUT = {"PUT", "BINPUT", "LONG_BINPUT"}
_TEXTS = {"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE", "STRING", "BINSTRING", "SHORT_BINSTRING"}
_HARMLESS = (
    "numpy",
    "sklearn",
    "scipy",
    "pandas",
    "joblib",
    "xgboost",
    "lightgbm",
    "collections",
    "_codecs",
    "copyreg",
)


class _Bounded:
    """A file that gives so many bytes and no more."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = MAX_BYTES

    def read(self, size: int) -> bytes:
        if size < 0 or size > self._left:
            raise ValueError("longer than is looked at")
        self._left -= size
        return self._file.read(size)

    def readline(self) -> bytes:
        line = self._file.readline(self._left)
        self._left -= len(line)
        return line


def named(path: Path, how: str = "") -> list[str]:
    """Return what the pickle at *path* names, as ``module.name``: the strangest first.

    *how* it is compressed, if it is. Only the beginning of a large file is looked at, and arrays that joblib wrote end
    the search: the list is what is there at least.
    """
    found: dict[str, None] = {}
    try:
        with opened(path, how) as file:
            for name in _globals(_Bounded(file)):
                found[name] = None
    except Exception:  # noqa: BLE001, S110  (whatever damaged data do: what was found until then is told)
        pass
    return sorted(found, key=lambda name: name.split(".")[0] in _HARMLESS)


def _globals(file: _Bounded) -> Iterator[str]:
    memo: dict[int, str] = {}
    texts: list[str] = ["", ""]
    last = ""
    for count, (opcode, argument, _) in enumerate(pickletools.genops(file)):  # type: ignore[arg-type]
        if count > MAX_OPCODES:
            return
        if opcode.name == "PROTO":
            memo.clear()  # joblib writes pickles within pickles
        elif opcode.name == "MEMOIZE":
            memo[len(memo)] = last
        elif opcode.name in _PUT:
            memo[int(str(argument))] = last
        elif opcode.name in _GET:
            last = memo.get(int(str(argument)), "")
            texts = [texts[-1], last] if last else texts
        elif opcode.name in _TEXTS:
            last = str(argument)
            texts = [texts[-1], last]
        else:
            last = ""
        if opcode.name in {"GLOBAL", "INST"}:
            yield str(argument).replace(" ", ".", 1)
        elif opcode.name == "STACK_GLOBAL":
            yield ".".join(texts)
