"""Remember in a `.venv` what it was made for, and that it is whole: a run may be killed at any moment."""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from .layouts import Service

NAME = "mlserve.json"


class State(StrEnum):
    """How far the last run got."""

    UNFINISHED = "unfinished"  # under way, or killed
    FAILED = "failed"  # the installer gave up by itself: what is there is whole
    READY = "ready"


@dataclass(frozen=True)
class Stamp:
    """The state of a `.venv`; *ours* is one that `mlserve up` made and may make anew."""

    state: State
    ours: bool
    folder: str = ""
    key: str = ""
    groups: tuple[str, ...] = ()
    made_with: str = ""

    def serves(self, key: str, groups: tuple[str, ...]) -> bool:
        """Tell whether the `.venv` has what is asked for."""
        return self.state is State.READY and self.key == key and {*groups} <= {*self.groups}


def read(venv: Path) -> Stamp | None:
    """Return the stamp, None where there is none; one that cannot be read was cut off in writing."""
    try:
        stored = json.loads((venv / NAME).read_text(encoding="utf-8"))
        stored["groups"] = tuple(stored["groups"])
        return Stamp(**{**stored, "state": State(stored["state"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return Stamp(State.UNFINISHED, ours=False)


def write(venv: Path, stamp: Stamp) -> None:
    """Store the stamp: the old one or the new one is there at any moment."""
    staged = venv / f"{NAME}.new"
    staged.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
    staged.replace(venv / NAME)


def key_of(service: Service) -> str:
    """Return what changes when the `.venv` must: the folder, `pyproject.toml`, and the lock file."""
    digest = hashlib.sha256(str(service.folder).encode())  # an editable install points there
    for name in ("pyproject.toml", "poetry.lock"):
        path = service.folder / name
        digest.update(b"\0" + (path.read_bytes() if path.exists() else b""))
    return digest.hexdigest()
