"""What an artifact is: its name, version, signature, checksum and golden samples.

``models/<name>/<version>/manifest.json`` stands beside the artifact and is checked before the
artifact is opened.
"""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE_NAME = "manifest.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TensorSpec(_Part):
    """A tensor that the model takes or gives; -1 in the shape is any number (of rows, first)."""

    name: str
    datatype: str
    shape: list[int]


class Signature(_Part):
    """What the model takes and gives; ``features`` are the columns of the one matrix input."""

    inputs: list[TensorSpec] = Field(min_length=1)
    outputs: list[TensorSpec] = Field(min_length=1)
    features: list[str]
    classes: list[str] = []


class Sample(_Part):
    """Values of one tensor, flat and row-major, as they stand in v2 JSON."""

    name: str
    datatype: str
    shape: list[int]
    data: list[float] | list[str]


class Golden(_Part):
    """Inputs with the answers that the model gave when it was made."""

    inputs: list[Sample]
    outputs: list[Sample]


class Histogram(_Part):
    """How many training values of a feature lay in each bin; drift is measured against it.

    A bin reaches to its edge, the edge included; the last one, which has none, holds the rest.
    """

    edges: list[float]
    counts: list[int]


class Manifest(_Part):
    """Everything about an artifact that can be known without opening it."""

    name: str
    version: str
    task: Literal["classification", "regression"]
    format: Literal["onnx", "skops"]
    file: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    signature: Signature
    ranges: dict[str, tuple[float, float]]
    histograms: dict[str, Histogram] = {}
    metrics: dict[str, float]
    rows: dict[str, int]
    libraries: dict[str, str]
    trusted_types: list[str] = []
    golden: Golden


class ArtifactError(Exception):
    """An artifact is missing, damaged or not what its manifest says."""


def find(models_dir: Path, name: str = "", version: str = "") -> Path:
    """Return the folder of an artifact: of the only model, and the highest version, by default.

    Raises:
        ArtifactError: there is none, or there are several models and no *name*.
    """
    folders = [
        path.parent for path in models_dir.glob(f"{name or '*'}/{version or '*'}/{FILE_NAME}")
    ]
    if not folders:
        wanted = f"{name or '<name>'}/{version or '<version>'}"
        raise ArtifactError(
            f"no artifact {models_dir / wanted / FILE_NAME}: train one (python -m ….ml.train), "
            "or point ML_MODELS_DIR to where it is"
        )
    names = sorted({folder.parent.name for folder in folders})
    if len(names) > 1:
        raise ArtifactError(f"{models_dir} holds several models ({names}): set ML_MODEL_NAME")
    return max(folders, key=lambda folder: _order(folder.name))


def read(folder: Path) -> Manifest:
    """Read the manifest in *folder* and check the artifact's sha256 against it.

    Raises:
        ArtifactError: the manifest or the artifact is missing or damaged.
    """
    try:
        manifest = Manifest.model_validate_json((folder / FILE_NAME).read_bytes())
        digest = sha256(folder / manifest.file)
    except ValidationError as error:
        raise ArtifactError(f"{folder / FILE_NAME} is damaged: {error}") from error
    except OSError as error:
        raise ArtifactError(f"{error.filename}: {error.strerror}") from error
    if digest != manifest.sha256:
        raise ArtifactError(
            f"{folder / manifest.file} has sha256 {digest}, its manifest says {manifest.sha256}"
        )
    return manifest


def sha256(path: Path) -> str:
    """Return the SHA-256 of the file at *path*, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _order(version: str) -> tuple[int, str]:
    return (int(version), version) if version.isdecimal() else (-1, version)
