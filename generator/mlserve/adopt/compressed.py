"""Read what a compressed file holds, as far as a limit: a bomb goes no further."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from mlserve.errors import FileRefused

MAX_BYTES = 2 * 2**30
"""Of what comes out."""
MAX_RATIO = 100
FREE = 64 * 2**20
"""So much may come out at any ratio."""
_CHUNK = 2**20
_DAMAGED = (OSError, EOFError, lzma.LZMAError, zlib.error, zipfile.BadZipFile)


class _Zlib(io.RawIOBase):
    """A zlib stream (joblib's ``compress=``) as a file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._inflate = zlib.decompressobj()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # RawIOBase says Buffer
        data = b""
        while not data and not self._inflate.eof:
            pending = self._inflate.unconsumed_tail or self._file.read(65536)
            if not pending:
                raise EOFError("the compressed data end too early")
            data = self._inflate.decompress(pending, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def kind(head: bytes) -> str:
    """Return how a file with this *head* is compressed; nothing if it is not."""
    if head[:2] == b"\x1f\x8b":
        return "gzip"
    if head[:3] == b"BZh":
        return "bz2"
    if head[:6] == b"\xfd7zXZ\x00":
        return "xz"
    if head[:3] == b"\x5d\x00\x00":
        return "lzma"
    if head[:1] == b"\x78" and len(head) > 1 and int.from_bytes(head[:2], "big") % 31 == 0:
        return "zlib"
    return ""


def opened(path: Path, how: str) -> BinaryIO:
    """Open *path* so that it reads as what it held before it was compressed; *how* may be nothing."""
    if how == "gzip":
        return cast("BinaryIO", gzip.open(path))
    if how == "bz2":
        return cast("BinaryIO", bz2.open(path))
    if how in {"xz", "lzma"}:
        return cast("BinaryIO", lzma.open(path))
    if how == "zlib":
        return cast("BinaryIO", io.BufferedReader(_Zlib(path)))
    return path.open("rb")


def head(path: Path, how: str, size: int = 4096) -> bytes:
    """Return the first bytes of what *path* holds.

    Raises:
        FileRefused: they cannot be decompressed.
    """
    try:
        with opened(path, how) as file:
            return file.read(size)
    except _DAMAGED as error:
        raise FileRefused(f"{path} is damaged: its {how} data cannot be read ({error})") from error


def check_size(path: Path, how: str, size: int) -> int:
    """Return how many bytes come out of *path*, which has *size*; they are counted, not kept.

    Raises:
        FileRefused: too many come out, or the data are damaged.
    """
    most = min(MAX_BYTES, max(FREE, MAX_RATIO * size))
    total = 0
    try:
        with opened(path, how) as file:
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                if total > most:
                    raise FileRefused(_bomb(path, size, most))
    except _DAMAGED as error:
        raise FileRefused(f"{path} is damaged: its {how} data cannot be read ({error})") from error
    return total


def zip_names(path: Path, size: int) -> list[str]:
    """Return the names in a zip file, none of which is opened.

    Raises:
        FileRefused: it is damaged, or says that far more comes out of it than it holds.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (*_DAMAGED, ValueError, NotImplementedError) as error:
        raise FileRefused(f"{path} is damaged: it begins as a zip file, but is none ({error})") from error
    most = min(MAX_BYTES, max(FREE, MAX_RATIO * size))
    if sum(entry.file_size for entry in entries) > most:
        raise FileRefused(_bomb(path, size, most))
    return [entry.filename for entry in entries]


def _bomb(path: Path, size: int, most: int) -> str:
    return (
        f"{path} has {size:,} bytes, and more than {most:,} come out of it: that looks like a bomb. "
        "If it is yours, save it again without compression"
    )
