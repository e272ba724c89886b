"""Read a model: check the file, find its format, and let a child process say what it is."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlserve.errors import TrustNeeded

from . import compressed, files, formats, mlflow, pickles, process
from .facts import Facts
from .given import Given

_SHOWN = 12
_MAX_SAMPLE = 64 * 2**30  # of which only the beginning is read


@dataclass(frozen=True)
class Read:
    """What the child process found: the facts, and what an artifact is made of."""

    facts: Facts
    manifest: dict[str, Any]
    example: dict[str, Any]
    runtime: str
    needs: list[str]
    report: list[str]


def read(given: Given, into: Path | None = None) -> Read:
    """Read the model of *given*; its file in the form that will be served goes into the folder *into*, if there is one.

    Raises:
        ModelRefused: it is not taken; the message says why, and the way out.
    """
    checked = files.check(given.model)
    sample = files.check(given.sample, _MAX_SAMPLE).path if given.sample else None
    found = formats.find(checked)
    recorded = mlflow.read(checked.path) if found.format == "mlflow" else None
    inner = files.check(recorded.file) if recorded else checked
    inside = formats.find(inner) if recorded else found
    opens_as = {"sklearn": inside.format}.get(recorded.flavour, inside.format) if recorded else found.format
    size = _check_trust(given, inner, inside)
    with tempfile.TemporaryDirectory(dir=into, prefix=".reading-") as scratch:
        answer = process.read(
            {
                "model": str(given.model),
                "file": str(inner.path),
                "format": found.format,
                "opens_as": opens_as,
                "sample": str(sample or (recorded and recorded.example) or ""),
                "columns": recorded.columns if recorded else [],
                "tensors": recorded.tensors if recorded else [],
                "example_of_tensors": bool(recorded and recorded.tensors and not recorded.is_frame and not sample),
                "libraries": recorded.libraries if recorded else {},
                "trust": given.trust,
                "tolerance": given.tolerance,
                "python": str(given.python or ""),
                "into": str(into or ""),
                "scratch": scratch,
            },
            size,
            given.python,
        )
    notes = [note for note in (found.note, *answer["facts"].pop("notes")) if note]
    facts = Facts(**answer["facts"], size=checked.size, sha256=files.sha256(checked), notes=notes)
    report = [note for note in (found.note, *answer["report"]) if note]
    return Read(facts, answer["manifest"], answer["example"], answer["runtime"], answer["needs"], report)


def _check_trust(given: Given, checked: files.Checked, found: formats.Found) -> int:
    """Return how many bytes the file has when it is open.

    Raises:
        TrustNeeded: opening it runs code, and nobody said that it may.
        FileRefused: it is a bomb.
    """
    if found.format == "python" and not given.trust:
        raise TrustNeeded(
            f"{given.model} is Python code: if you wrote it, or trust who did, add --trust (it runs in a child process)"
        )
    if found.format != "pickle":
        return checked.size
    if not given.trust:
        names = pickles.named(checked.path, found.compression)
        shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
        raise TrustNeeded(
            f"{given.model} is a pickle: to open it is to run what it names: {shown or 'nothing that could be read'}. "
            "If you made it, or trust who did, add --trust: it is opened once, in a child process, and converted; "
            "the generated server never unpickles"
        )
    return compressed.check_size(checked.path, found.compression, checked.size) if found.compression else checked.size
