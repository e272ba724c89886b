"""Put what a service needs into its own `.venv`: with Poetry if there is one that can, else with pip."""

from dataclasses import replace
from pathlib import Path

from . import pip, poetry, stamp, venvs
from .console import Console
from .install import InstallFailed, Job
from .layouts import Service
from .signals import Signals
from .stamp import State

GROUPS = ("train", "dev")  # the same `.venv` trains and runs the project's own tests


def prepare(service: Service, signals: Signals, console: Console) -> Path:
    """Return the Python that has the service's dependencies, those of its groups, and the service itself."""
    groups = tuple(name for name in GROUPS if name in service.pyproject.get("dependency-groups", {}))
    venv = service.folder / ".venv"
    python = venvs.python_in(venv)
    known = stamp.read(venv)
    if known and known.serves(stamp.key_of(service), groups) and python.exists():
        console.done("environment", f"{service.shown(venv)} is up to date (made with {known.made_with})")
        return python
    with venvs.locked(venv), console.step("environment", service.shown(venv)) as line:
        requires = service.pyproject.get("project", {}).get("requires-python", "")
        begun = venvs.ensure(venv, str(requires), signals)
        try:
            made_with = _install(Job(service, groups, python, signals), console)
        except InstallFailed:
            stamp.write(venv, replace(begun, state=State.FAILED))
            raise
        key = stamp.key_of(service)  # now with the lock that Poetry may have written
        done = replace(begun, state=State.READY, key=key, groups=groups, made_with=made_with)
        stamp.write(venv, done)
        line.text = f"{service.shown(venv)} with {made_with}"
    return python


def _install(job: Job, console: Console) -> str:
    if poetry.is_there():
        try:
            return poetry.install(job)
        except poetry.Unusable as error:
            console.warn(f"{error}\nGoing on with venv and pip.")
    return pip.install(job)
