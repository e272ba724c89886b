"""What the two installers share: what they are given, and how they say that they failed."""

from dataclasses import dataclass
from pathlib import Path

from mlserve.errors import MlserveError

from .layouts import Service
from .signals import Signals


@dataclass(frozen=True)
class Job:
    """What is to be installed, and where: into the `.venv` of *python*."""

    service: Service
    groups: tuple[str, ...]
    python: Path
    signals: Signals


class InstallFailed(MlserveError):
    """An installer gave up; what it said is in the message."""
