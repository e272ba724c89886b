"""A hidden folder to work in, beside the destination and so on its file system, gone afterwards whatever happens."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import PublishFailed


@contextmanager
def staging_in(parent: Path) -> Iterator[Path]:
    """Yield a new folder in *parent*, which is made if need be, and unmade if nothing came into it."""
    missing = [folder for folder in (parent, *parent.parents) if not folder.exists()]
    workdir = parent / f".mlserve-{secrets.token_hex(8)}"
    try:
        try:
            workdir.mkdir(parents=True)
        except OSError as error:
            raise PublishFailed(f"cannot write in {parent}: {error.strerror}") from error
        yield workdir
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
        for folder in missing:
            with suppress(OSError):  # not empty: the project is in it
                folder.rmdir()
