"""Add requirements to a project's ``pyproject.toml``, and leave all else in it as it is."""

import re
from collections.abc import Sequence
from pathlib import Path

from .errors import MlserveError

LIST = re.compile(r"(?<=^dependencies = \[\n)(?:    .*\n)*(?=\])", re.MULTILINE)


def add_dependencies(pyproject: Path, requirements: Sequence[str]) -> None:
    """Write *requirements* among the dependencies, in the order of their names; one that is there stays as it is."""
    if not requirements:
        return
    text = pyproject.read_text(encoding="utf-8")
    found = LIST.search(text)
    if found is None:
        raise MlserveError(f"{pyproject} has no list of dependencies: add {', '.join(requirements)} to it")
    lines = found[0].splitlines()
    for each in requirements:
        if _name(each) not in map(_name, lines):
            after = (place for place, line in enumerate(lines) if _name(line) > _name(each))
            lines.insert(next(after, len(lines)), f'    "{each}",')
    changed = "".join(f"{line}\n" for line in lines)
    pyproject.write_text(text[: found.start()] + changed + text[found.end() :], encoding="utf-8")


def compatible(name: str, version: str) -> str:
    """Return the requirement for releases of *name* like *version*: that one, up to the next major one."""
    major, _, rest = version.partition(".")
    if not major.isdecimal():
        return name
    minor = rest.partition(".")[0]
    return f"{name}>={major}.{minor or 0},<{int(major) + 1}"


def _name(requirement: str) -> str:
    found = re.search(r"[A-Za-z0-9][A-Za-z0-9._-]*", requirement)
    return found[0].lower() if found else requirement
