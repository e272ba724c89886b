"""Take out of a finished project what no template can leave out: empty folders and compiled Python."""

import os
import shutil
from pathlib import Path


def prune(project: Path) -> None:
    """Remove every ``__pycache__`` and every empty folder below *project*."""
    for folder, subfolders, files in os.walk(project, topdown=False):
        here = Path(folder)
        if here == project:
            continue
        if here.name == "__pycache__":
            shutil.rmtree(here)
        elif not files and not any((here / name).exists() for name in subfolders):
            here.rmdir()
