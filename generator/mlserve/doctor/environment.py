"""The environment of a service: whether its Python starts, is one that will do, and has what is needed."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlserve.errors import MlserveError
from mlserve.up import groups, pythons, stamp, venvs
from mlserve.up.layouts import Service
from mlserve.up.stamp import State
from mlserve.update.requirements import name_of

from .finding import Finding, note, ok, wrong

TELL = """
import json, re, sys
from importlib.metadata import distributions
found = {re.sub("[-_.]+", "-", each.metadata["Name"]).lower(): each.version for each in distributions()}
print(json.dumps([sys.version_info[:3], found]))
"""
REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*\(?(?P<versions>[^;)]*)\)?(?P<marker>;.*)?$"
)
SECONDS = 30


@dataclass(frozen=True)
class Installed:
    """The Python of a `.venv`, and the versions of what is in there by name."""

    python: tuple[int, ...]
    versions: dict[str, str]


def environment(service: Service) -> Finding:
    """Look at the `.venv` of *service*."""
    subject, venv = f"environment of {service.name}", service.folder / ".venv"
    up = f"mlserve up {shlex.quote(str(service.root))}"
    if not venv.exists():
        return note(subject, f"{venv} is not there yet", up)
    anew = f"rm -r {shlex.quote(str(venv))} && {up}"
    known = stamp.read(venv)
    if known and known.state is not State.READY:
        return wrong(subject, f"{venv} was left {known.state}", up)
    found = installed(venv)
    if found is None:
        return wrong(subject, f"the Python in {venv} does not start", anew)
    requires = str(service.pyproject.get("project", {}).get("requires-python", ""))
    if not pythons.fits(requires, found.python):
        version = ".".join(map(str, found.python))
        return wrong(subject, f"{venv} has Python {version}, but the project needs {requires}", anew)
    if known and known.key != stamp.key_of(service):
        return wrong(subject, f"{venv} is older than pyproject.toml or poetry.lock", up)
    if lacking := list(unmet(service, known.groups if known else (), found)):
        return wrong(subject, f"{venv} lacks {', '.join(lacking)}", anew if known else up)
    made = f"made with {known.made_with}" if known else "not made by `mlserve up`"
    return ok(subject, f"has what is needed ({made})")


def installed(venv: Path) -> Installed | None:
    """Return what is in *venv*, or None where its Python does not start."""
    command: list[str | Path] = [venvs.python_in(venv), "-I", "-c", TELL]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True).stdout
        python, versions = json.loads(said)
        return Installed(tuple(python), versions)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def unmet(service: Service, group_names: tuple[str, ...], found: Installed) -> Iterator[str]:
    """Yield the requirements of *service*, and of those groups, that are not *found*; markers are not looked at."""
    listed = list(service.pyproject.get("project", {}).get("dependencies", []))
    for name in group_names:
        try:
            listed += groups.requirements(service.pyproject, name)
        except MlserveError:  # it was there when the environment was made
            continue
    for text in dict.fromkeys(listed):
        match = REQUIREMENT.match(text.strip())
        if match is None or match["marker"]:
            continue
        version = found.versions.get(name_of(match["name"]))
        if version is None or not pythons.fits(match["versions"], numbers(version)):
            yield f"{text} (it has {version})" if version else text


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers that a *version* begins with, three at least."""
    digits = re.match(r"\d+(?:\.\d+)*", version)
    parts = tuple(map(int, digits[0].split("."))) if digits else ()
    return (*parts, *[0] * (3 - len(parts)))
