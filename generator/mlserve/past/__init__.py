"""The templates of earlier releases, as archives beside this file: what a project came from, an update begins with."""

import re
import tarfile
from pathlib import Path

from mlserve.errors import MlserveError

HERE = Path(__file__).parent
VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:[-.a-z0-9+]*)")


def past_versions() -> list[str]:
    """Return the versions that are here, the oldest first."""
    return sorted((path.name.removesuffix(".tar.xz") for path in HERE.glob("*.tar.xz")), key=order)


def order(version: str) -> tuple[int, ...]:
    """Return what versions are sorted by; what is no version comes first."""
    found = VERSION.fullmatch(version)
    return tuple(map(int, found.groups())) if found else ()


def unpack(archive: Path, folder: Path) -> None:
    """Unpack *archive* into *folder*; raise MlserveError where it is no archive, or one that writes elsewhere."""
    try:
        with tarfile.open(archive) as packed:
            packed.extraction_filter = getattr(tarfile, "data_filter", None)  # since 3.11.4
            packed.extractall(folder)  # noqa: S202  (filtered)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise MlserveError(f"{archive} cannot be unpacked: {error}") from error
