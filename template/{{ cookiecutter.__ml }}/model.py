"""An artifact, loaded: arrays in, arrays out, by name. Nothing here knows how calls arrive."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .manifest import ArtifactError, Golden, Manifest, Sample, read
from .tensors import DTYPES, Array, Arrays

TOLERANCE = 1e-5
"""Relative and absolute: how far a golden answer may lie from the one on another machine."""

Run = Callable[[Arrays], Arrays]


@dataclass(frozen=True)
class Model:
    """A model that predicts a batch: rows in, as many rows out."""

    manifest: Manifest
    run: Run

    def predict(self, inputs: Arrays) -> Arrays:
        """Predict a batch.

        Args:
            inputs: every input of the signature by name, rows first.

        Returns:
            Every output of the signature by name, in its order, rows first.
        """
        return self.run(inputs)

    def check_golden(self) -> None:
        """Answer the golden samples again.

        Raises:
            ArtifactError: an answer differs from the one in the manifest; the message says where.
        """
        golden = self.manifest.golden
        answers = self.predict(golden_inputs(golden))
        for sample in golden.outputs:
            expected, got = _array(sample), answers[sample.name]
            for row, (wanted, given) in enumerate(zip(expected, got, strict=True)):
                if not _same(wanted, given):
                    raise ArtifactError(
                        f"golden sample {row}: {sample.name} should be {wanted}, is {given}"
                    )


def load(folder: Path, *, threads: int = 1) -> Model:
    """Load the artifact in *folder*, to run on up to *threads* CPUs.

    Raises:
        ArtifactError: it is missing, damaged, or needs a library that is not installed.
    """
    manifest = read(folder)
    open_artifact = {"onnx": _open_onnx, "skops": _open_skops}[manifest.format]
    return Model(manifest, open_artifact(folder / manifest.file, manifest, threads))


def golden_inputs(golden: Golden) -> Arrays:
    """Return the inputs of the golden samples as arrays, by name."""
    return {sample.name: _array(sample) for sample in golden.inputs}


def _open_onnx(path: Path, manifest: Manifest, threads: int) -> Run:
    import onnxruntime  # here, as each format's library: where no model is opened, none is needed

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle costs no CPU
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own errors share no base class
        raise ArtifactError(f"ONNX Runtime cannot open {path}: {error}") from error
    names = [spec.name for spec in manifest.signature.outputs]

    def run(inputs: Arrays) -> Arrays:
        return dict(zip(names, session.run(names, inputs), strict=True))

    return run


def _open_skops(path: Path, manifest: Manifest, threads: int) -> Run:
    try:
        import skops.io
        from threadpoolctl import threadpool_limits
    except ImportError as error:
        raise ArtifactError(
            f"{path} is a scikit-learn model: install the group 'train' where it is served"
        ) from error
    estimator = skops.io.load(path, trusted=list(manifest.trusted_types))
    (matrix,) = manifest.signature.inputs

    def run(inputs: Arrays) -> Arrays:
        with threadpool_limits(threads):
            return sklearn_outputs(estimator, inputs[matrix.name], manifest.task)

    return run


def sklearn_outputs(estimator: object, x: Array, task: str) -> Arrays:
    """Predict *x* with a scikit-learn *estimator*, under the names that ONNX outputs have."""
    if task == "regression":
        value = estimator.predict(x)  # type: ignore[attr-defined]
        return {"value": np.asarray(value, dtype=np.float32).reshape(-1, 1)}
    return {
        "label": estimator.predict(x),  # type: ignore[attr-defined]
        "probabilities": np.asarray(estimator.predict_proba(x), np.float32),  # type: ignore[attr-defined]
    }


def _array(sample: Sample) -> Array:
    return np.array(sample.data, dtype=DTYPES[sample.datatype]).reshape(sample.shape)


def _same(wanted: Array, given: Array) -> bool:
    if np.asarray(given).dtype.kind in "OUS":
        return bool(np.all(wanted == given))
    return bool(np.allclose(wanted, given, rtol=TOLERANCE, atol=TOLERANCE))
