"""Move a finished tree to its destination: whole, or not at all."""

import errno
import os
from pathlib import Path

from .errors import DestinationTaken, PublishFailed

TAKEN = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}


def check_free(destination: Path) -> None:
    """Refuse a *destination* where anything but an empty folder is."""
    try:
        if destination.is_symlink():
            raise DestinationTaken(f"{destination} exists: it is a symbolic link")
        if not destination.exists():
            return
        if not destination.is_dir():
            raise DestinationTaken(f"{destination} exists and is not a folder")
        if any(destination.iterdir()):
            raise DestinationTaken(f"{destination} exists and is not empty")
    except OSError as error:
        raise PublishFailed(f"cannot look at {destination}: {error.strerror}") from error


def publish(project: Path, destination: Path) -> None:
    """Move *project* to *destination* by one rename; an empty folder may be there, nothing else."""
    check_free(destination)
    try:
        if os.name == "nt" and destination.exists():
            destination.rmdir()  # an empty folder, in the way on Windows
        project.rename(destination)
    except OSError as error:
        if error.errno in TAKEN:
            raise DestinationTaken(f"{destination} came to exist meanwhile; it is left as it is") from error
        raise PublishFailed(f"cannot write {destination}: {error.strerror}") from error
