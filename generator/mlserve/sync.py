"""Take a new version of a model into a project: what it changes is told, and what would break clients is refused."""

import json
import os
import secrets
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .contracts.changes import Change, as_table, changes
from .contracts.contract import Contract, read
from .contracts.place import Place, find_place, refuse_trainer
from .contracts.writing import written
from .errors import MlserveError
from .own import CONTRACT, EXAMPLE, MODELS, Own, adopting
from .progress import Progress

if TYPE_CHECKING:
    from .adopt import Given

COMMAND = "mlserve model sync"
KEPT = ("description", "minimum", "maximum")
"""What the owner may have written into a feature, and a new model knows nothing of."""


class BreakingChange(MlserveError):
    """A new model would break the clients of the old one."""


@dataclass(frozen=True)
class Synced:
    """What a new version changes, and where it is."""

    name: str
    version: str
    folder: Path
    changes: list[Change]
    report: list[str]


def sync(
    directory: Path, given: "Given", progress: Progress, *, breaking: bool = False, dry_run: bool = False
) -> Synced:
    """Take the model that is *given* into the project in *directory* as its next version.

    Where it is *breaking*, clients may be broken; on a *dry_run* nothing is written.
    """
    place = find_place(directory, command=COMMAND)
    refuse_trainer(place, COMMAND)
    old = read(place.contract) if place.contract.exists() else None
    name = old.name if old else given.name or place.answers["project_slug"]
    version = _next(place.models / name)
    with adopting(replace(given, name=name), progress, version=version) as own:
        assert own is not None  # noqa: S101  (a model was given)
        _refuse_runtime(place, own)
        new = _with_the_owners(old, json.loads((own.folder / CONTRACT).read_text(encoding="utf-8")))
        found = changes(old, new) if old else []
        if any(each.breaks for each in found) and not breaking:
            raise BreakingChange(
                f"the new model breaks clients of the old one:\n\n{as_table(found)}\n\n"
                "Nothing was written. To take it all the same, say --breaking."
            )
        folder = place.models / name / version
        if not dry_run:
            _write(place, own, new, folder)
    return Synced(name, version, folder, found, own.adopted.report)


def _next(parent: Path) -> str:
    """Return the number after the highest version in *parent*."""
    return str(1 + max((int(each.name) for each in parent.glob("*") if each.name.isdecimal()), default=0))


def _refuse_runtime(place: Place, own: Own) -> None:
    """Refuse a model that the project's dependencies cannot run."""
    has, needs = place.answers.get("runtime", "onnx"), own.adopted.runtime
    if needs not in {"onnx", has}:
        here = shlex.quote(str(place.root))
        raise MlserveError(
            f"the new model runs on {needs}, for which {place.root} has no dependencies (its runtime is {has}): "
            f"make it with `mlserve new … --model` anew, or with `mlserve update {here} --set runtime={needs}`"
        )


def _with_the_owners(old: Contract | None, raw: dict[str, Any]) -> Contract:
    """Return the contract *raw* with what the owner wrote into the *old* one by hand."""
    if old is None:
        return Contract.of(raw)
    raw["description"] = old.description or raw["description"]
    before = {each["name"]: each for each in old.raw["features"]}
    for feature in raw["features"]:
        written = before.get(feature["name"], {})
        if written.get("type") == feature["type"]:
            feature |= {key: written[key] for key in KEPT if written.get(key) not in {None, ""}}
    return Contract.of(raw)


def _write(place: Place, own: Own, contract: Contract, folder: Path) -> None:
    """Put the artifact, the contract and the example where they belong: all of them, or none."""
    text = written(contract.raw)
    example = (own.folder / EXAMPLE).read_text(encoding="utf-8")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _staged(folder.parent) as staging:
            shutil.copytree(own.folder / MODELS / folder.parent.name / folder.name, staging)
            staging.rename(folder)
        try:
            _replace(place.contract, text)
            _replace(place.example, example)
        except OSError:
            shutil.rmtree(folder)
            raise
    except OSError as error:
        raise MlserveError(f"cannot write {error.filename or folder}: {error.strerror}; nothing was changed") from error


@contextmanager
def _staged(parent: Path) -> Iterator[Path]:
    staging = parent / f".new-{secrets.token_hex(8)}"
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _replace(file: Path, text: str) -> None:
    """Write *text* to *file*: whole, or not at all."""
    beside = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    try:
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, file)  # noqa: PTH105  (as it is called)
    finally:
        beside.unlink(missing_ok=True)
