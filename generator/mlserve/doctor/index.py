"""The package index that pip is set to, or the project: whether it can be reached, and whether Poetry can use it."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from mlserve.up.pip import primary_index
from mlserve.up.project import Project

from .finding import Finding, note, ok, wrong

SECONDS = 5
SAMPLE = "pip"
"""A package that every index has."""

SUBJECT = "package index"
PLUGIN = "poetry-plugin-pypi-mirror"


@dataclass(frozen=True)
class Index:
    """The URL of an index, and the command that sets another one: `URL` stands for it."""

    url: str
    mend: str

    @property
    def shown(self) -> str:
        """The URL without the user and the password that it may hold."""
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2]}"


def index(project: Project | None) -> Finding:
    """Look at the index that *project* would be installed from."""
    found = configured(project)
    if found is None:
        return note(SUBJECT, f"not looked at: {sys.executable} has no pip")
    try:
        _get(f"{found.url}/{SAMPLE}/")
    except (OSError, ValueError) as error:
        return wrong(SUBJECT, f"{found.shown} cannot be reached: {error}", found.mend)
    if _has_json(found.url):
        return ok(SUBJECT, found.shown)
    simple = f"{found.shown} serves the Simple API only"
    if has_plugin():
        return ok(SUBJECT, f"{simple}; Poetry has {PLUGIN} for it")
    return note(SUBJECT, f"{simple}: Poetry needs a plugin for it", f"pipx inject poetry {PLUGIN}")


def configured(project: Project | None) -> Index | None:
    """Return what pip asks: as the environment says, else the project, else pip's settings, else its own index."""
    own = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"
    if url := os.environ.get("PIP_INDEX_URL", ""):
        return Index(url.rstrip("/"), "export PIP_INDEX_URL=URL")
    if project and (url := primary_index(project.entrance.pyproject) or ""):
        return Index(url.rstrip("/"), f"mlserve update {shlex.quote(str(project.folder))} --set package_index=URL")
    url = _said("-m", "pip", "config", "get", "global.index-url") or _said("-c", own)
    return Index(url.rstrip("/"), "pip config set global.index-url URL") if url else None


def has_plugin() -> bool:
    """Say whether the Poetry on PATH has the plugin for mirrors."""
    poetry = shutil.which("poetry")
    if poetry is None:
        return False
    command = [poetry, "self", "show", "plugins", "--no-ansi"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(re.search(rf"\b{PLUGIN}\b", done.stdout))


def _said(*arguments: str) -> str:
    """Return what this Python prints; nothing where that fails."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _has_json(url: str) -> bool:
    """Say whether the index has PyPI's JSON API, which Poetry asks first."""
    try:
        found = json.loads(_get(f"{url.removesuffix('/simple')}/pypi/{SAMPLE}/json"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and "info" in found


def _get(url: str) -> bytes:
    if not url.startswith(("http://", "https://")):
        raise ValueError("it is no http URL")
    try:
        with urlopen(Request(url), timeout=SECONDS) as answer:  # noqa: S310  (checked above)
            data: bytes = answer.read()
            return data
    except HTTPError as error:
        error.close()
        raise OSError(f"it answers {error.code}") from error
