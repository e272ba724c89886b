"""The artifacts of a service: whether each is what its manifest describes."""

import hashlib
import json
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

from mlserve.up.dotenv import settings_in
from mlserve.up.layouts import Service
from mlserve.up.training import trains

from .finding import Finding, note, ok, wrong


def models(service: Service) -> Iterator[Finding]:
    """Look at each version of each model."""
    folder = service.folder / settings_in(service.folder).get("ML_MODELS_DIR", "models")
    if not folder.is_dir():
        return
    manifests = sorted(folder.glob("*/*/manifest.json"))
    if not manifests:
        yield note("model", f"there is none in {folder}", anew(service))
    for manifest in manifests:
        yield artifact(manifest, service)


def artifact(path: Path, service: Service) -> Finding:
    """Compare the files beside the manifest at *path* with what it says of them."""
    subject = f"model {path.parent.parent.name}, version {path.parent.name}"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        digests = {manifest["file"]: manifest["sha256"], **manifest.get("files", {})}
        changed = [name for name, digest in digests.items() if sha256(path.parent / name) != digest]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return wrong(subject, f"{path} cannot be read: {error}", mend(path.parent, service))
    if changed:
        text = f"{path.parent / changed[0]} is not the file that its manifest describes"
        return wrong(subject, text, mend(path.parent, service))
    return ok(subject, f"{manifest['format']}, as its manifest describes it")


def mend(folder: Path, service: Service) -> str:
    """Return what brings the artifact in *folder* back: git, where it differs from the commit; else it is made anew."""
    if differs_from_commit(folder):
        return f"git -C {shlex.quote(str(service.root))} checkout HEAD -- {shlex.quote(str(folder))}"
    return f"rm -r {shlex.quote(str(folder))} && {anew(service)}"


def anew(service: Service) -> str:
    """Return what makes an artifact, or brings one in."""
    root = shlex.quote(str(service.root))
    return f"mlserve up {root}" if trains(service) else f"mlserve model sync {root} --model FILE"


def differs_from_commit(folder: Path) -> bool:
    """Return whether files of *folder* that git has committed are not as they were then."""
    command = ["git", "status", "--porcelain", "--untracked-files=no", "--", "."]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and bool(done.stdout)


def sha256(path: Path) -> str:
    """Return the digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
