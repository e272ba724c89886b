"""The package index that pip is set to: whether it can be reached, and whether Poetry can use it."""

import json
import os
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from .finding import Finding, note, ok, wrong

SECONDS = 5
SAMPLE = "pip"
"""A package that every index has."""

PLUGIN = "pipx inject poetry poetry-plugin-pypi-mirror"


def index() -> Finding:
    """Look at the index; its URL is shown without the user and the password that it may hold."""
    url = _configured().rstrip("/")
    if not url:
        return note("package index", f"not looked at: {sys.executable} has no pip")
    shown = _without_secrets(url)
    try:
        _get(f"{url}/{SAMPLE}/")
    except (OSError, ValueError) as error:
        return wrong("package index", f"{shown} cannot be reached: {error}", "pip config set global.index-url URL")
    if _has_json(url):
        return ok("package index", shown)
    return note("package index", f"{shown} serves the Simple API only: Poetry needs a plugin for it", PLUGIN)


def _configured() -> str:
    """Return the index that pip is set to, or its own; nothing where there is no pip."""
    own = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"
    asked = os.environ.get("PIP_INDEX_URL", "")
    return asked or _said("-m", "pip", "config", "get", "global.index-url") or _said("-c", own)


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


def _without_secrets(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
