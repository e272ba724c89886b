"""The straight way: a model file → facts → contract and artifact."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import artifact, slug
from .contract import contract_of
from .facts import Facts
from .given import Given
from .reading import read


@dataclass(frozen=True)
class Adopted:
    """A model in the form that a project serves.

    Attributes:
        runtime: what the server needs: onnx, scikit-learn, xgboost or lightgbm.
        needs: libraries beside those of the runtime that the model is made of: xgboost or lightgbm.
        report: what was converted, why not to ONNX, how many rows agreed, how far off.
    """

    facts: Facts
    contract: dict[str, Any]
    manifest: dict[str, Any]
    runtime: str
    needs: list[str]
    report: list[str]


def inspect(given: Given) -> Facts:
    """Say what the model of *given* is and needs; nothing is written.

    Raises:
        ModelRefused: it is not taken; the message says why, and the way out.
    """
    return read(given).facts


def adopt(given: Given, into: Path, *, version: str = "1") -> Adopted:
    """Write ``contract.json``, ``example.json`` and ``models/<name>/<version>/`` into the folder *into*.

    Nothing is written anywhere else; where the model is not taken, *into* is as it was.

    Raises:
        ModelRefused: it is not taken; the message says why, and the way out.
    """
    name, version = slug.model_name(given.name or given.model.absolute().stem), slug.version(version)
    with artifact.staging(into) as folder:
        place = folder / "version"
        place.mkdir()
        found = read(given, place)
        contract = contract_of(found.facts, name, enforce=given.enforce)
        manifest = artifact.manifest_of(found.manifest, place, name, version)
        artifact.write(into, place, contract, manifest, found.example)
    return Adopted(found.facts, contract, manifest, found.runtime, found.needs, found.report)
