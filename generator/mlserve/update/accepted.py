"""Generated files that the owner deleted for good: the list `deleted` of `[tool.mlserve]`, as text."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import UpdateRefused
from .placing import place_of

LIST = re.compile(rb"^deleted[ \t]*=[ \t]*\[[^\]]*\].*\r?\n", re.MULTILINE)
TABLE = re.compile(rb"^\[tool\.mlserve\][^\n]*\r?\n", re.MULTILINE)
VERSION = re.compile(rb"^template_version[ \t]*=[^\n]*\r?\n", re.MULTILINE)


def accepted_in(table: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    """Return the list in *table*, the `[tool.mlserve]` of the file *path*; raise UpdateRefused where it is none."""
    found = table.get("deleted", [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise UpdateRefused(f'{path}: deleted of [tool.mlserve] must be a list of paths: deleted = ["LICENSE"]')
    return tuple(found)


def with_accepted(text: bytes, paths: Sequence[str]) -> bytes | None:
    """Return a `pyproject.toml` whose list is *paths* (none: it has no list), or None where that does not come out."""
    table = TABLE.search(text)
    if table is None:
        return None
    plain = text[: table.end()] + LIST.sub(b"", text[table.end() :], count=1)
    version = VERSION.search(plain, table.end())
    if version is None:
        return None
    result = plain[: version.end()] + written(paths, b"\r\n" if b"\r\n" in text else b"\n") + plain[version.end() :]
    try:
        found = tomllib.loads(result.decode("utf-8-sig").replace("\r\n", "\n"))["tool"]["mlserve"]
    except (ValueError, KeyError):
        return None
    return result if found.get("deleted", []) == list(paths) else None


def written(paths: Iterable[str], end: bytes) -> bytes:
    """Return *paths* as TOML writes them, a line each."""
    lines = [f"    {json.dumps(path, ensure_ascii=False)}," for path in paths]
    return b"".join(line.encode() + end for line in ["deleted = [", *lines, "]"]) if lines else b""


def write_accepted(pyproject: Path, paths: Sequence[str]) -> None:
    """Let the list of the file *pyproject* be *paths*, and leave all else in it as it is."""
    text = pyproject.read_bytes()
    result = with_accepted(text, paths)
    if result is None:
        listed = ", ".join(json.dumps(path, ensure_ascii=False) for path in paths)
        raise UpdateRefused(
            f"{pyproject} is not written as mlserve writes it. In [tool.mlserve], say deleted = [{listed}]"
        )
    if result != text:
        pyproject.write_bytes(result)


def moved(paths: Iterable[str], folders: Mapping[str, str]) -> tuple[str, ...]:
    """Return where *paths* are in the new *folders* of another layout."""
    return tuple(place_of(path, folders, "") for path in paths)


def leave_out(files: dict[str, Path], paths: Iterable[str], ours: Mapping[str, object]) -> None:
    """Take those *paths* that *ours* has not out of rendered *files*: they neither come back nor conflict."""
    for path in paths:
        if path not in ours:
            files.pop(path, None)
