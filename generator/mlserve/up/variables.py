"""The environment variables for what we start: none that belong to another Python environment."""

import os
from collections.abc import Mapping
from pathlib import Path

_FOREIGN = {
    "VIRTUAL_ENV",
    "VIRTUAL_ENV_PROMPT",
    "CONDA_PREFIX",
    "CONDA_DEFAULT_ENV",
    "CONDA_SHLVL",
    "POETRY_ACTIVE",
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONUSERBASE",
    "__PYVENV_LAUNCHER__",
    "PIP_PREFIX",
    "PIP_PYTHON",
    "PIP_ROOT",
    "PIP_TARGET",
    "PIP_USER",
}


def without_other_environments() -> dict[str, str]:
    """Return our variables without those that would make Python, pip or Poetry work elsewhere."""
    return {name: value for name, value in os.environ.items() if name.upper() not in _FOREIGN}


def set_in(variables: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """Return *variables* with *settings*; a server reads names in any case, so no other spelling is left."""
    return {name: value for name, value in variables.items() if name.upper() not in settings} | dict(settings)


def inside(python: Path) -> dict[str, str]:
    """Return the variables for the project's own code, as if its `.venv` were activated."""
    variables = without_other_environments()
    variables["VIRTUAL_ENV"] = str(python.parent.parent)
    variables["PATH"] = f"{python.parent}{os.pathsep}{variables.get('PATH', os.defpath)}"
    variables["PYTHONUNBUFFERED"] = "1"
    return variables
