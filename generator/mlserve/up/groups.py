"""Read dependency groups (PEP 735) from a `pyproject.toml`: a pip before 25.1 does not know them."""

import re
from typing import Any

from mlserve.errors import MlserveError


def requirements(pyproject: dict[str, Any], group: str, *, inside: tuple[str, ...] = ()) -> list[str]:
    """Return what *group* asks for, with the groups that it includes."""
    name = _normal(group)
    groups = {_normal(key): value for key, value in pyproject.get("dependency-groups", {}).items()}
    if name not in groups:
        raise MlserveError(f"pyproject.toml has no [dependency-groups] with {group!r} in it.")
    if name in inside:
        raise MlserveError(f"pyproject.toml: the dependency group {group!r} includes itself.")
    found: list[str] = []
    for entry in groups[name]:
        if isinstance(entry, str):
            found.append(entry)
        else:
            included = str(entry.get("include-group"))
            found += requirements(pyproject, included, inside=(*inside, name))
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
