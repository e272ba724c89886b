"""Read the settings that a server will see: the environment, and `.env` in its folder below that."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

_LINE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][\w.]*)[ \t]*=[ \t]*
        (?: '(?P<single>[^'\n]*)' | "(?P<double>[^"\n]*)" | (?P<plain>[^\n]*?) )
        (?:[ \t]+\#.*)?[ \t]*$""",
    re.VERBOSE | re.MULTILINE,
)


def settings_in(folder: Path) -> Mapping[str, str]:
    """Return the settings by names in capitals, as case does not count; an empty one counts as not set."""
    found = [*_from_file(folder), *os.environ.items()]
    return {name.upper(): value for name, value in found if value}


def _from_file(folder: Path) -> list[tuple[str, str]]:
    try:
        text = (folder / ".env").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return []  # the server reads it too, and says better what is wrong with it
    return [(line["name"], _value(line)) for line in _LINE.finditer(text)]


def _value(line: re.Match[str]) -> str:
    plain = line["plain"]
    if plain is not None:
        return "" if plain.startswith("#") else plain
    return line["single"] or line["double"] or ""


def seconds(text: str | None, default: float) -> float:
    """Read a time; the server itself says what is wrong with one that cannot be read."""
    try:
        return max(0.0, float(text)) if text else default
    except ValueError:
        return default
