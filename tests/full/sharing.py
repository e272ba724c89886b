"""Folders that several processes need and one of them makes: the workers of the full tests."""

import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

Share = Callable[[str, Callable[[Path], object]], Path]
"""Returns the folder of a name, made by the given function unless it is there."""


def sharing_in(root: Path) -> Share:
    """Return what makes each folder in *root* once, whichever process comes first; the others wait for it."""

    def share(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = root / name, root / f"{name}.done"
        with FileLock(root / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return share
