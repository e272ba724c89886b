"""Add requirements to a project's ``pyproject.toml``, and leave all else in it as it is."""

from collections.abc import Sequence
from pathlib import Path

from .errors import MlserveError


def add_dependencies(pyproject: Path, requirements: Sequence[str]) -> None:
    """Write *requirements* among the dependencies, in the order of their names; one that is there stays as it is."""
    from .update.requirements import MAIN, Edits, name_of, span_of, with_edits  # of no use to who brings no model

    if not requirements:
        return
    text = pyproject.read_text(encoding="utf-8")
    if not span_of(text, MAIN):
        raise MlserveError(f"{pyproject} has no list of dependencies: add {', '.join(requirements)} to it")
    added = {name_of(each): each for each in requirements}
    pyproject.write_text(with_edits(text, MAIN, Edits(added), added), encoding="utf-8")


def compatible(name: str, version: str) -> str:
    """Return the requirement for releases of *name* like *version*: that one, up to the next major one."""
    major, _, rest = version.partition(".")
    if not major.isdecimal():
        return name
    minor = rest.partition(".")[0]
    return f"{name}>={major}.{minor or 0},<{int(major) + 1}"
