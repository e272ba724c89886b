"""Install a service with Poetry, where that is there, new enough, and able to."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from .install import InstallFailed, Job
from .tasks import Outcome, run
from .variables import without_other_environments

_GROUPS_SINCE = (2, 2)  # the first one that reads [dependency-groups]
_MIRROR = "POETRY_PYPI_MIRROR_URL"  # read by poetry-plugin-pypi-mirror, by nothing without it
_HINT = (
    "Where the package index is a mirror that serves only the Simple API, Poetry needs a plugin beside it\n"
    "(pipx inject poetry poetry-plugin-pypi-mirror, or the same with pip where pip installed Poetry)\n"
    f"and the mirror's URL as {_MIRROR} in the environment"
)
_OUTDATED_LOCK = "poetry.lock was last generated"


class Unusable(Exception):
    """Poetry cannot do it here; why, and what could be done."""


def is_there() -> bool:
    """Tell whether a Poetry is on PATH."""
    return shutil.which("poetry") is not None


def install(job: Job) -> str:
    """Install the service and its groups; return what did it, or raise `Unusable`."""
    version = _version(job)
    outcome = _poetry(job, "install", "--no-interaction", "--no-ansi", *_chosen(job))
    if _OUTDATED_LOCK in outcome.tail:
        raise InstallFailed(
            f"poetry.lock of {job.service.folder} is older than its pyproject.toml. "
            "To bring it up to date, run there: poetry lock"
        )
    if outcome.code:
        raise Unusable(f"Poetry {version} could not install the project:\n{outcome.tail}\n{_HINT}")
    return f"Poetry {version}"


def _version(job: Job) -> str:
    outcome = _poetry(job, "--version", "--no-ansi")
    found = re.search(r"\d+\.\d+[.\w]*", outcome.last_line)
    if outcome.code or not found:
        raise Unusable(f"The Poetry on PATH does not start: {outcome.last_line}")
    if tuple(int(part) for part in found[0].split(".")[:2]) < _GROUPS_SINCE:
        raise Unusable(f"Poetry {found[0]} does not know [dependency-groups]; 2.2 and later do")
    return found[0]


def _chosen(job: Job) -> list[str]:
    """Ask for the groups by name, as they may be optional; `--only` fails without main dependencies."""
    pyproject = job.service.pyproject
    groups = {*pyproject.get("dependency-groups", {})}
    groups |= {*pyproject.get("tool", {}).get("poetry", {}).get("group", {})}
    left_out = sorted(groups - {*job.groups})
    return [
        *(f"--with={name}" for name in job.groups),
        *(f"--without={name}" for name in left_out),
    ]


def _poetry(job: Job, *words: str) -> Outcome:
    variables = without_other_environments()
    variables |= {"POETRY_VIRTUALENVS_IN_PROJECT": "true", "POETRY_VIRTUALENVS_CREATE": "true"}
    variables |= {"POETRY_NO_INTERACTION": "1"}
    if words[0] == "install" and _MIRROR not in variables and (index := _index_of_pip(job)):
        variables[_MIRROR] = index
    return _run(job, [str(shutil.which("poetry")), *words], variables)


def _index_of_pip(job: Job) -> str | None:
    """Return the index that pip is configured with, if it is another one than its default."""
    variables = without_other_environments()
    if url := variables.get("PIP_INDEX_URL"):
        return url
    python = shutil.which("python3") or shutil.which("python")
    if python is None:
        return None
    listed = _run(job, [python, "-m", "pip", "config", "list"], variables)
    found = re.search(r"^(?:global|install)\.index-url='(https?://[^']+)'", listed.tail, re.MULTILINE)
    return found[1] if found and not listed.code else None


def _run(job: Job, command: Sequence[str | Path], variables: dict[str, str]) -> Outcome:
    return run(command, folder=job.service.folder, environment=variables, signals=job.signals)
