"""Have a `.venv` with a Python that starts and is allowed: keep the one there is, or make it anew."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlserve.errors import MlserveError

from . import pythons, stamp
from .signals import Signals
from .stamp import Stamp, State
from .tasks import run
from .variables import without_other_environments

_LOCK = "mlserve.lock"


def python_in(venv: Path) -> Path:
    """Return where the interpreter of a `.venv` is."""
    return venv / "Scripts/python.exe" if os.name == "nt" else venv / "bin/python"


def ensure(venv: Path, requires: str, signals: Signals) -> Stamp:
    """Make *venv* if it is not there or not whole; return the stamp that it has now: unfinished."""
    known = stamp.read(venv)
    if _is_whole(venv, known, requires):
        kept = Stamp(State.UNFINISHED, ours=known is not None and known.ours, folder=str(venv.parent))
        stamp.write(venv, kept)
        return kept
    python = pythons.choose(requires)
    fresh = Stamp(State.UNFINISHED, ours=True, folder=str(venv.parent))
    stamp.write(venv, fresh)
    _empty(venv)
    outcome = run(
        [python.path, "-m", "venv", "--without-pip", venv],
        folder=venv.parent,
        environment=without_other_environments(),
        signals=signals,
    )
    if outcome.code:
        raise MlserveError(f"{python.path} could not make {venv}:\n{outcome.tail}")
    return fresh


@contextmanager
def locked(venv: Path) -> Iterator[None]:
    """Keep a second `mlserve up` from making the same `.venv` at the same time."""
    try:
        venv.mkdir(exist_ok=True)
        with (venv / _LOCK).open("w", encoding="utf-8") as lock:
            _lock(lock.fileno(), venv)
            yield
    except (FileExistsError, NotADirectoryError):
        raise MlserveError(f"{venv} is a file, where a virtual environment should be.") from None
    except PermissionError as error:
        raise MlserveError(f"{error.filename} cannot be written: {error.strerror}") from error


def _lock(descriptor: int, venv: Path) -> None:
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise MlserveError(f"Another `mlserve up` is making {venv} just now: wait for it.") from None


def _is_whole(venv: Path, known: Stamp | None, requires: str) -> bool:
    moved = known is not None and known.folder != str(venv.parent)  # its scripts hold the old path
    if known and known.ours and (moved or known.state is State.UNFINISHED):
        return False
    if not (venv / "pyvenv.cfg").exists():
        if known or not _contents(venv):
            return False
        raise MlserveError(f"{venv} is no virtual environment: move it away, or remove it.")
    python = pythons.probe(python_in(venv))
    if python is None or pythons.fits(requires, python.version):
        return python is not None
    if known and known.ours:
        return False
    version = ".".join(map(str, python.version))
    raise MlserveError(f"{venv} has Python {version}, but the project needs {requires}: remove it, and repeat.")


def _contents(venv: Path) -> list[Path]:
    return [path for path in venv.iterdir() if path.name not in {_LOCK, stamp.NAME}]


def _empty(venv: Path) -> None:
    for path in _contents(venv):  # the stamp stays: it says that the rest is not whole
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
