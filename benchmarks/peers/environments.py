"""A virtual environment for each peer, kept in a cache folder: made with uv if there is uv, else venv and pip."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mlserve-peers"
"""Where environments are kept, unless told otherwise."""


class InstallationFailed(Exception):
    """Packages cannot be installed here; the message is the installer's last line."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment that has its packages."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def program(self, name: str) -> Path:
        """Return a command that a package brought."""
        return self.folder / "bin" / name

    @property
    def path(self) -> str:
        """The variable PATH for what looks for its own commands there."""
        return f"{self.folder / 'bin'}:/usr/local/bin:/usr/bin:/bin"

    @property
    def versions(self) -> dict[str, str]:
        """All distributions in it, and their versions."""
        code = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"
        done = subprocess.run([self.python, "-c", code], capture_output=True, text=True, check=True)
        return {name.lower(): version for name, version in sorted(json.loads(done.stdout).items())}

    def files(self) -> Iterator[tuple[int, int]]:
        """Give the id and the size, in bytes, of each file of its packages; not the interpreter, not pip."""
        (packages,) = (self.folder / "lib").glob("python*/site-packages")
        for file in packages.rglob("*"):
            if file.is_file() and not file.relative_to(packages).parts[0].startswith(("pip", "setuptools")):
                stat = file.stat()
                yield stat.st_ino, stat.st_size


def size(environments: Sequence[Environment]) -> int:
    """Return how many bytes the packages of *environments* take; each environment counts, as each would be an image."""
    return sum(sum(dict(environment.files()).values()) for environment in environments)


@dataclass(frozen=True)
class Environments:
    """The folder in which environments are kept from run to run."""

    cache: Path

    def get(self, name: str, requirements: Sequence[str]) -> Environment:
        """Return the environment with *requirements*; made if there is none.

        Raises:
            InstallationFailed: these packages cannot be had here.

        """
        text = "\n".join([sys.version, *sorted(requirements)])
        folder = self.cache / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"
        done = folder / "installed.txt"
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            self.cache.mkdir(parents=True, exist_ok=True)
            _install(folder, requirements)
            done.write_text(text)
        return Environment(folder)


def _install(folder: Path, requirements: Sequence[str]) -> None:
    uv = shutil.which("uv")
    if uv:
        _run([uv, "venv", "--quiet", "--python", sys.executable, folder])
        _run([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", folder / "bin/python", *requirements])
        return
    _run([sys.executable, "-m", "venv", folder])
    _run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", *requirements])


def _run(command: Sequence[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise InstallationFailed(" ".join(lines)[-400:] or f"{command[0]} ended with {done.returncode}")
