"""Choose the Python that a project's `.venv` is made with: one that its `requires-python` allows."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlserve.errors import MlserveError

Version = tuple[int, ...]

_TELL = "import sys, venv; print(*sys.version_info[:3])"
_CLAUSE = re.compile(r"\s*(===|~=|==|!=|<=|>=|<|>)\s*(\d+(?:\.\d+)*)(\.\*)?\s*$")
_MINORS = range(11, 30)
_SECONDS = 20


@dataclass(frozen=True)
class Python:
    """An interpreter that starts."""

    path: Path
    version: Version


def choose(requires: str) -> Python:
    """Return this Python if it is allowed, else the lowest one on PATH that is."""
    for path in _candidates():
        python = probe(path)
        if python and fits(requires, python.version):
            return python
    here = ".".join(map(str, sys.version_info[:3]))
    raise MlserveError(
        f"The project needs Python {requires}; this is {here}, and no other on PATH is allowed by that"
        " (with its venv module: Debian has that in python3-venv). Install one, or put it on PATH."
    )


def probe(path: Path) -> Python | None:
    """Return the interpreter with its version, or None if it does not start."""
    try:
        said = subprocess.run(
            [path, "-I", "-c", _TELL],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
        ).stdout
        return Python(path, tuple(map(int, said.split())))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None  # a broken link, or a shim for a version that is not chosen


def fits(requires: str, version: Version) -> bool:
    """Tell whether *version* is allowed; what is not understood here is left to the installer."""
    return all(_allows(clause, version) for clause in requires.split(",") if clause.strip())


def _candidates() -> Iterator[Path]:
    yield Path(sys.executable)
    for name in (*(f"python3.{minor}" for minor in _MINORS), "python3", "python"):
        if path := shutil.which(name):
            yield Path(path)


def _allows(clause: str, version: Version) -> bool:
    match = _CLAUSE.match(clause)
    if match is None:
        return True
    operator, digits, wildcard = match.groups()
    bound = tuple(map(int, digits.split(".")))
    full = (*bound, *[0] * (3 - len(bound)))
    same = version[: len(bound)] == bound if wildcard else version == full
    answers = {
        "===": same,
        "==": same,
        "!=": not same,
        ">=": version >= full,
        "<=": version <= full,
        ">": version > full,
        "<": version < full,
        "~=": version >= full and version[: len(bound) - 1] == bound[:-1],
    }
    return answers[operator]
