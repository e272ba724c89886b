"""The machine: Python, git, Poetry, Docker, and the CPUs that may be used."""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from mlserve.update.git import OLDEST

from .finding import Finding, note, ok, wrong
from .installing import install

PYTHON, NEXT_PYTHON = (3, 11), (3, 15)
POETRY = (2, 2)
"""The first that reads [dependency-groups]."""

CPU_MAX = Path("/sys/fs/cgroup/cpu.max")


def machine() -> Iterator[Finding]:
    """Look at what is installed here."""
    yield _python()
    yield _git()
    yield _poetry()
    yield _docker()
    yield ok("CPUs", _cpus())


def _python() -> Finding:
    version = platform.python_version()
    if PYTHON <= sys.version_info[:2] < NEXT_PYTHON:
        return ok("Python", f"{version} ({sys.executable})")
    wanted = f"{PYTHON[0]}.{PYTHON[1]} to {NEXT_PYTHON[0]}.{NEXT_PYTHON[1] - 1}"
    return wrong("Python", f"{version}: a generated project needs {wanted}", "install one of these beside it")


def _git() -> Finding:
    lacking = note("git", "not there: `mlserve update` merges with it", install("git"))
    found = _tool("git", ("--version",), missing=lacking)
    version = re.search(r"(\d+)\.(\d+)", found.text)
    if found.state != "ok" or version is None or tuple(map(int, version.groups())) >= OLDEST:
        return found
    return note("git", f"{found.text}: `mlserve update` needs {OLDEST[0]}.{OLDEST[1]}", install("git"))


def _poetry() -> Finding:
    lacking = note("Poetry", "not there: `mlserve up` installs with venv and pip")
    found = _tool("Poetry", ("--version", "--no-ansi"), missing=lacking)
    version = re.search(r"\d+\.\d+", found.text)
    if found.state != "ok" or version is None or tuple(map(int, version[0].split("."))) >= POETRY:
        return found
    return wrong("Poetry", f"{found.text}: it does not read [dependency-groups]", "pipx upgrade poetry")


def _docker() -> Finding:
    lacking = note("Docker", "not there: images are built where it is")
    found = _tool("docker", ("version", "--format", "{{.Server.Version}}"), missing=lacking)
    if found.state == "wrong":
        return note("Docker", "installed, but its engine does not answer", "sudo systemctl start docker")
    return Finding("Docker", found.state, found.text)


def _tool(name: str, arguments: Sequence[str], missing: Finding) -> Finding:
    path = shutil.which(name.lower())
    if path is None:
        return missing
    try:
        done = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return wrong(name, f"{path} does not start: {error}")
    said = (done.stdout or done.stderr).strip().splitlines()
    if done.returncode:
        return wrong(name, f"{path} fails: {said[-1] if said else f'exit code {done.returncode}'}")
    return ok(name, said[0] if said else path)


def _cpus() -> str:
    """Say how many CPUs a server may use: by affinity, and by the cgroup's quota."""
    count = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    try:
        quota, period = CPU_MAX.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return f"{count} to use"
    if quota == "max":
        return f"{count} to use"
    return f"{count} to use, of which the cgroup allows {int(quota) / int(period):g}"
