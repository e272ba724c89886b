"""Write an artifact and its manifest as the next version of a model: whole, or not at all."""

import platform
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from .dataset import Dataset
from .export import INPUT, Artifact
from .histogram import histograms
from .manifest import FILE_NAME, Golden, Manifest, Sample, Signature, TensorSpec, read
from .model import Model, load
from .tensors import Array, Arrays, datatype_of

GOLDEN_ROWS = 8


@dataclass(frozen=True)
class Facts:
    """What a manifest says beside the artifact itself.

    Attributes:
        data: all of it; names and classes are taken from here.
        training: the rows that were learned from, shape (rows, features).
        held_out: the rows that were not; the first of them become golden samples.
        metrics: of the held-out rows.
    """

    data: Dataset
    training: Array
    held_out: Array
    metrics: dict[str, float]


def release(artifact: Artifact, facts: Facts, parent: Path) -> Path:
    """Write *artifact* as the next version under *parent* and return its folder.

    Where the artifact and what it learned from are those of the newest version again, nothing is
    written.
    """
    digest = sha256(artifact.data).hexdigest()
    counted = histograms(facts.data.features, facts.training)
    versions = sorted(int(each.name) for each in parent.glob("*") if each.name.isdecimal())
    if versions:
        newest = read(folder := parent / str(versions[-1]))
        if (newest.sha256, newest.histograms) == (digest, counted):
            return folder
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".new-") as temporary:
        staging = Path(temporary) / "version"
        staging.mkdir()
        (staging / artifact.file).write_bytes(artifact.data)
        draft = Manifest(
            name=parent.name,
            version=str(versions[-1] + 1 if versions else 1),
            task=facts.data.task,
            format=artifact.format,
            file=artifact.file,
            sha256=digest,
            signature=_signature(facts.data),
            ranges=_ranges(facts),
            histograms=counted,
            metrics=facts.metrics,
            rows={"training": len(facts.training), "held out": len(facts.held_out)},
            libraries=_libraries(artifact),
            trusted_types=artifact.trusted_types,
            golden=Golden(inputs=[], outputs=[]),
        )
        _write(staging, draft)
        _write(staging, _with_golden(load(staging), facts.held_out[:GOLDEN_ROWS]))
        return staging.rename(parent / draft.version)


def _signature(data: Dataset) -> Signature:
    matrix = TensorSpec(name=INPUT, datatype="FP32", shape=[-1, len(data.features)])
    outputs = [TensorSpec(name="value", datatype="FP32", shape=[-1, 1])]
    if data.classes:
        outputs = [
            TensorSpec(name="label", datatype="BYTES", shape=[-1]),
            TensorSpec(name="probabilities", datatype="FP32", shape=[-1, len(data.classes)]),
        ]
    return Signature(inputs=[matrix], outputs=outputs, features=data.features, classes=data.classes)


def _ranges(facts: Facts) -> dict[str, tuple[float, float]]:
    columns = zip(facts.data.features, facts.training.T, strict=True)
    return {name: (float(column.min()), float(column.max())) for name, column in columns}


def _with_golden(model: Model, rows: Array) -> Manifest:
    inputs = {INPUT: rows}
    golden = Golden(inputs=_samples(inputs), outputs=_samples(model.predict(inputs)))
    return model.manifest.model_copy(update={"golden": golden})


def _samples(arrays: Arrays) -> list[Sample]:
    return [
        Sample(
            name=name,
            datatype=datatype_of(array),
            shape=list(array.shape),
            data=array.reshape(-1).tolist(),
        )
        for name, array in arrays.items()
    ]


def _libraries(artifact: Artifact) -> dict[str, str]:
    names = ["numpy", "scikit-learn", "skl2onnx" if artifact.format == "onnx" else "skops"]
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


def _write(folder: Path, manifest: Manifest) -> None:
    text = manifest.model_dump_json(indent=2) + "\n"
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
