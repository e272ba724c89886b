"""The project: its environment, its model, its ports, its lock file and its repository."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from mlserve.errors import MlserveError
from mlserve.up import stamp
from mlserve.up.address import LOOPBACK, Address
from mlserve.up.dotenv import settings_in
from mlserve.up.layouts import Service
from mlserve.up.ports import require_free
from mlserve.up.project import Project
from mlserve.up.stamp import State

from .finding import Finding, note, ok, wrong

PORTS = {"api": 8000, "ml": 8001}


def project(found: Project) -> Iterator[Finding]:
    """Look at a generated project."""
    for service in found.services:
        yield _environment(service)
        yield _lock(service)
        yield _port(service)
        yield from _models(service)
    yield _repository(found.folder)


def _environment(service: Service) -> Finding:
    subject, venv = f"environment of {service.name}", service.folder / ".venv"
    up = f"mlserve up {service.root}"
    if not venv.exists():
        return note(subject, f"{venv} is not there yet", up)
    known = stamp.read(venv)
    if known is None:
        return note(subject, f"{venv} was not made by `mlserve up`, which leaves it alone")
    if known.state is not State.READY:
        return wrong(subject, f"{venv} was left {known.state}", up)
    if known.key != stamp.key_of(service):
        return wrong(subject, f"{venv} is older than pyproject.toml or poetry.lock", up)
    return ok(subject, f"up to date (made with {known.made_with})")


def _lock(service: Service) -> Finding:
    subject, poetry = f"poetry.lock of {service.name}", shutil.which("poetry")
    if not (service.folder / "poetry.lock").exists():
        return note(subject, "there is none: versions are those of the day", f"cd {service.folder} && poetry lock")
    if poetry is None:
        return note(subject, "not looked at: there is no Poetry")
    command = [poetry, "check", "--lock", "--no-ansi"]
    done = subprocess.run(command, cwd=service.folder, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        return wrong(subject, "it is older than pyproject.toml", f"cd {service.folder} && poetry lock")
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


def _models(service: Service) -> Iterator[Finding]:
    folder = service.folder / settings_in(service.folder).get("ML_MODELS_DIR", "models")
    if not folder.is_dir():
        return
    manifests = sorted(folder.glob("*/*/manifest.json"))
    if not manifests:
        mend = f"mlserve up {service.root}" if service.trainer else f"mlserve model sync {service.root} --model FILE"
        yield note("model", f"there is none in {folder}", mend)
    for manifest in manifests:
        yield _artifact(manifest, service)


def _artifact(path: Path, service: Service) -> Finding:
    subject = f"model {path.parent.parent.name}, version {path.parent.name}"
    mend = f"cd {service.root} && git checkout -- {path.parent.relative_to(service.root)}, or bring it in anew"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        digests = {manifest["file"]: manifest["sha256"], **manifest.get("files", {})}
        changed = [name for name, digest in digests.items() if _sha256(path.parent / name) != digest]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return wrong(subject, f"{path} cannot be read: {error}", mend)
    if changed:
        return wrong(subject, f"{path.parent / changed[0]} is not the file that its manifest describes", mend)
    return ok(subject, f"{manifest['format']}, as its manifest describes it")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _repository(folder: Path) -> Finding:
    git = shutil.which("git")
    if git is None:
        return note("repository", "not looked at: there is no git")
    command = [git, "status", "--porcelain", "--", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        return note(
            "repository", "there is none: `mlserve update` needs it", f"cd {folder} && git init && git add --all"
        )
    if done.stdout:
        count = len(done.stdout.splitlines())
        return note("repository", f"{count} files are not committed: `mlserve update` waits for that", "git commit")
    return ok("repository", "all is committed")
