"""Dependencies that the owner added go along when the layout changes: to each service whose code imports them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .git import Git
from .requirements import Edits, edits_between, with_edits, with_list_of
from .trees import Entry, Tree, read_blob, read_blobs, write_blob

FILES = ("pyproject.toml", "services/api/pyproject.toml", "services/ml/pyproject.toml")
IMPORT = re.compile(rb"^\s*(?:from|import)\s+([A-Za-z_]\w*)", re.MULTILINE)

# Distributions that are imported by another name than their own.
IMPORTED_AS = {
    "beautifulsoup4": "bs4",
    "opencv-python": "cv2",
    "pillow": "pil",
    "python-dateutil": "dateutil",
    "pyyaml": "yaml",
    "scikit-image": "skimage",
    "scikit-learn": "sklearn",
}


def follow(  # noqa: PLR0913, PLR0917  (three sides, and where they are)
    git: Git,
    ours: Tree,
    prefix: str,
    old_files: Mapping[str, Path],
    new_files: Mapping[str, Path],
    after: Mapping[str, Any],
) -> Tree:
    """Write the owner's requirements into *new_files*, and return *ours* with the old template's lists instead."""
    paths = [prefix + name for name in FILES if prefix + name in ours and prefix + name in old_files]
    texts = {path: blob(git, ours[path]) for path in paths}
    before = {path: old_files[path].read_text(encoding="utf-8") for path in paths}
    try:
        edits = {path: edits_between(before[path], texts[path]) for path in paths}
    except ValueError:  # no TOML: it is left to the merge
        return ours
    if not any(each.added or each.changed or each.removed for lists in edits.values() for each in lists.values()):
        return ours
    places = [path for path in map(prefix.__add__, FILES) if path in new_files]
    for path, lists in edits.items():
        for group, each in lists.items():
            write_edits(git, ours, places, new_files, (path, group, each), after)
            texts[path] = with_list_of(texts[path], before[path], group)
    result = dict(ours)
    for path, text in texts.items():
        result[path] = Entry(ours[path].mode, write_blob(git, text.encode()))
    return result


def write_edits(  # noqa: PLR0913, PLR0917
    git: Git,
    ours: Tree,
    places: list[str],
    new_files: Mapping[str, Path],
    what: tuple[str, str, Edits],
    after: Mapping[str, Any],
) -> None:
    """Write the edits of one list into the `pyproject.toml` of each place that it concerns."""
    _, group, edits = what
    services = [path for path in places if path.endswith(("services/api/pyproject.toml", "services/ml/pyproject.toml"))]
    for path in places:
        names = [name for name in edits.added if path in wanting(git, ours, name, services or places, after)]
        text = new_files[path].read_text(encoding="utf-8")
        new_files[path].write_text(with_edits(text, group, edits, names), encoding="utf-8")


def wanting(git: Git, ours: Tree, name: str, places: list[str], after: Mapping[str, Any]) -> list[str]:
    """Return which of *places* need the distribution *name*: those whose code imports it, else all."""
    if len(places) == 1:
        return places
    module = IMPORTED_AS.get(name, name.replace("-", "_"))
    found = [path for path in places if module in imported_in(git, ours, *folders_of(path, after))]
    return found or places


def folders_of(pyproject: str, after: Mapping[str, Any]) -> tuple[str, str]:
    """Return where the code and the tests of a service are."""
    prefix, part = ("services/api/", "api") if "services/api/" in pyproject else ("services/ml/", "ml")
    around = pyproject[: pyproject.index(prefix)]
    return f"{around}{after[f'__{part}']}/", f"{around}{after[f'__{part}_tests']}/"


def imported_in(git: Git, ours: Tree, *folders: str) -> set[str]:
    """Return the modules that Python files in *folders* import, in lower case."""
    oids = sorted({entry.oid for path, entry in ours.items() if path.endswith(".py") and path.startswith(folders)})
    contents = read_blobs(git, oids).values()
    return {found.decode().lower() for data in contents for found in IMPORT.findall(data)}


def blob(git: Git, entry: Entry) -> str:
    """Return the text of a file, with plain line breaks."""
    return read_blob(git, entry).decode(errors="replace").replace("\r\n", "\n")
