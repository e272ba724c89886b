"""Where the parts of a project are, before and after: a new layout moves the owner's files with the template's."""

from collections.abc import Mapping
from typing import Any, TypeVar

from .trees import GITLINK, Entry

What = TypeVar("What")  # what is at a path: an entry of a tree, or a rendered file

PARTS = ("__api", "__ml", "__api_tests", "__ml_tests", "__models")


def moves(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Return which folder becomes which, from cookiecutter's variables; the deepest first."""
    found = {before[part]: after[part] for part in PARTS if part in before and before[part] != after.get(part)}
    for home in ("__api_home", "__ml_home"):  # what the owner put beside the package of a service that is no more
        if before.get(home) and not after.get(home):
            found.setdefault(f"{before[home]}src", "src")
    return dict(sorted(found.items(), key=lambda pair: -pair[0].count("/")))


def moved(tree: Mapping[str, What], folders: Mapping[str, str], prefix: str) -> dict[str, What]:
    """Return *tree* with its files in the new *folders*; one whose new place is taken stays where it is."""
    result: dict[str, What] = {}
    for path, entry in tree.items():
        fixed = isinstance(entry, Entry) and entry.mode == GITLINK  # .gitmodules says where it is
        place = path if fixed else place_of(path, folders, prefix)
        result[path if place in tree or place in result else place] = entry
    return result


def place_of(path: str, folders: Mapping[str, str], prefix: str) -> str:
    """Return where *path* will be."""
    inner = path.removeprefix(prefix) if path.startswith(prefix) else ""
    for old, new in folders.items():
        if inner.startswith(f"{old}/"):
            return f"{prefix}{new}{inner.removeprefix(old)}"
    return path
