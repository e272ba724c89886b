"""Write ``contract.json``, ``example.json`` and ``models/<name>/<version>/``: whole, or not at all."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mlserve.contracts.writing import written
from mlserve.errors import FileRefused

from .files import Checked, sha256


@contextmanager
def staging(into: Path) -> Iterator[Path]:
    """Give a folder within *into* to work in; afterwards it is gone, and so is *into* if it was made for this."""
    made = not into.exists()
    try:
        into.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=into, prefix=".adopting-"))
    except OSError as error:
        raise FileRefused(f"{into} cannot be written to: {error.strerror}") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if made and not any(into.iterdir()):
            into.rmdir()


def manifest_of(known: dict[str, Any], folder: Path, name: str, version: str) -> dict[str, Any]:
    """Return the manifest of the artifact in *folder*: what is *known*, with its name, version and checksum."""
    file = folder / known["file"]
    return {
        "name": name,
        "version": version,
        "task": known["task"],
        "format": known["format"],
        "file": known["file"],
        "sha256": sha256(Checked(file, file.stat().st_size, is_folder=False)),
        **{key: value for key, value in known.items() if key not in {"task", "format", "file"}},
        "metrics": {},
    }


def write(
    into: Path, folder: Path, contract: dict[str, Any], manifest: dict[str, Any], example: dict[str, Any]
) -> None:
    """Move what is in *folder* to its place in *into*, and write the contract and the example beside it.

    Raises:
        FileRefused: the version is there already, or the disk does not take it.
    """
    place = into / "models" / manifest["name"] / manifest["version"]
    if place.exists():
        raise FileRefused(f"{place} is there already: give another version")
    try:
        (folder / "manifest.json").write_text(_json(manifest), encoding="utf-8")
        place.parent.mkdir(parents=True, exist_ok=True)
        texts = {"contract.json": written(contract), "example.json": written({"rows": [example]})}
        for name, text in texts.items():
            (folder.parent / f"{folder.name}-{name}").write_text(text, encoding="utf-8")
        folder.replace(place)
        for name in texts:
            (folder.parent / f"{folder.name}-{name}").replace(into / name)
    except OSError as error:
        raise FileRefused(f"{into} cannot be written to: {error.strerror}") from error


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
