"""The project: its environments, lock files, ports, models and repository."""

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from mlserve.errors import MlserveError
from mlserve.up.address import LOOPBACK, Address
from mlserve.up.dotenv import settings_in
from mlserve.up.layouts import Service
from mlserve.up.ports import require_free
from mlserve.up.project import Project

from .environment import environment
from .finding import Finding, note, ok, wrong
from .models import models

PORTS = {"api": 8000, "ml": 8001}


def project(found: Project) -> Iterator[Finding]:
    """Look at a generated project."""
    for service in found.services:
        yield environment(service)
        yield _lock(service)
        yield _port(service)
        yield from models(service)
    yield _repository(found.folder)


def _lock(service: Service) -> Finding:
    subject, poetry = f"poetry.lock of {service.name}", shutil.which("poetry")
    lock = f"cd {shlex.quote(str(service.folder))} && poetry lock"
    if not (service.folder / "poetry.lock").exists():
        return note(subject, "there is none: versions are those of the day", lock)
    if poetry is None:
        return note(subject, "not looked at: there is no Poetry")
    command = [poetry, "check", "--lock", "--no-ansi"]
    done = subprocess.run(command, cwd=service.folder, capture_output=True, text=True, timeout=60, check=False)
    said = (done.stdout + done.stderr).strip()
    if done.returncode and "poetry.lock" in said:
        return wrong(subject, "it is older than pyproject.toml", lock)
    if done.returncode:
        return wrong(subject, f"`poetry check --lock` says: {' '.join(said.split())}")
    return ok(subject, "goes with pyproject.toml")


def _port(service: Service) -> Finding:
    name, settings = service.setting("PORT"), settings_in(service.folder)
    text = settings.get(name, str(PORTS[service.name]))
    subject = f"port of {service.name}"
    if not text.isdecimal():
        return wrong(subject, f"{name} is {text!r}, which is no port", f"set {name} in {service.folder / '.env'}")
    try:
        require_free(Address(settings.get(service.setting("HOST"), LOOPBACK), int(text)), option=f"{name}=")
    except MlserveError as error:
        return note(subject, error.message)
    return ok(subject, f"{text} is free")


def _repository(folder: Path) -> Finding:
    git, here = shutil.which("git"), f"git -C {shlex.quote(str(folder))}"
    if git is None:
        return note("repository", "not looked at: there is no git")
    commit = f"{here} add --all && {here} commit --message 'As it is'"
    command = [git, "status", "--porcelain=v2", "--branch", "--untracked-files=no", "--", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        return note("repository", "there is none: `mlserve update` needs it", f"{here} init && {commit}")
    if "# branch.oid (initial)" in done.stdout:
        return note("repository", "it has no commits: `mlserve update` needs one", commit)
    if count := sum(line[:1] != "#" for line in done.stdout.splitlines()):
        return note("repository", f"{count} files are not committed: `mlserve update` waits for that", commit)
    return ok("repository", "all is committed")
