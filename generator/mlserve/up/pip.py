"""Install a service with pip, of any age."""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .groups import requirements
from .install import InstallFailed, Job
from .tasks import Outcome, run
from .variables import without_other_environments


def install(job: Job) -> str:
    """Install the service as editable, with its groups; return what did it."""
    pip: list[str | Path] = [job.python, "-m", "pip"]
    if _run(job, [*pip, "--version"]).code:
        _must(job, [job.python, "-m", "ensurepip"], "Debian has that in python3-venv")
    asked = dict.fromkeys(text for group in job.groups for text in requirements(job.service.pyproject, group))
    # compiled when first imported: half of what the installation would take
    _must(job, [*pip, "install", "--no-compile", "--editable", ".", *asked], "is the index reachable?")
    return "pip"


def _must(job: Job, command: Sequence[str | Path], hint: str) -> None:
    outcome = _run(job, command)
    if not outcome.code:
        return
    by_hand = shlex.join(str(word) for word in command)
    raise InstallFailed(
        f"The dependencies of {job.service.folder} could not be installed ({hint}):\n"
        f"{outcome.tail}\nTo repeat just this: cd {shlex.quote(str(job.service.folder))} && {by_hand}"
    )


def _run(job: Job, command: Sequence[str | Path]) -> Outcome:
    variables = without_other_environments()
    variables |= {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    index = primary_index(job.service.pyproject)
    if index and "PIP_INDEX_URL" not in os.environ:
        variables["PIP_INDEX_URL"] = index
    return run(command, folder=job.service.folder, environment=variables, signals=job.signals)


def primary_index(pyproject: dict[str, Any]) -> str | None:
    """Return the index that the project names for Poetry (the answer `package_index`)."""
    sources = pyproject.get("tool", {}).get("poetry", {}).get("source", [])
    primary = [source for source in sources if source.get("priority", "primary") == "primary"]
    return str(primary[0]["url"]) if primary and "url" in primary[0] else None
