"""The folder of a Python file that is a model: copied, imported as a server does, put into an artifact."""

import hashlib
import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Any

from .refused import Refused, short

_LEFT_OUT = {
    "__pycache__",
    ".git",
    ".venv",
    "venv",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
}
_NAME = "_artifact"


def copy(path: Path, folder: Path) -> list[str]:
    """Copy the model.py (or the folder with one) at *path* to *folder*, and return the names of its files."""
    if path.is_file():
        folder.mkdir()
        shutil.copyfile(path, folder / "model.py")
        return ["model.py"]
    shutil.copytree(path, folder, ignore=lambda _folder, names: sorted(_LEFT_OUT & set(names)))
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())


def imported(file: Path, path: Path) -> Any:
    """Import *file* as a server does: others beside it can be imported relatively."""
    spec = importlib.util.spec_from_file_location(_NAME, file, submodule_search_locations=[str(file.parent)])
    if spec is None or spec.loader is None:
        raise Refused("unsupported", f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[_NAME] = module
    try:
        spec.loader.exec_module(module)
    except ImportError:
        raise
    except Exception as error:
        raise Refused("unsupported", f"{path} cannot be imported: {type(error).__name__}: {short(error)}") from error
    if not hasattr(module, "load"):
        raise Refused("unsupported", f"{path} has no load(path)")
    return module


def put(folder: Path, into: Path, names: list[str]) -> None:
    """Copy the files *names* of *folder* to the folder *into*."""
    for name in names:
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, into / name)


def digest(path: Path) -> str:
    """Return the SHA-256 of the file at *path*, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
