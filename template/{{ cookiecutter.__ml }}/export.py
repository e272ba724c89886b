"""Turn a fitted estimator into an artifact: ONNX if it answers the same, else skops."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import onnxruntime
import skops.io
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.base import BaseEstimator, is_classifier

from .model import sklearn_outputs
from .tensors import Array, Arrays

INPUT = "features"


@dataclass(frozen=True)
class Artifact:
    """The bytes of a model file and what the manifest has to say of them."""

    format: Literal["onnx", "skops"]
    data: bytes
    trusted_types: list[str]
    reason: str

    @property
    def file(self) -> str:
        """Name of the model file."""
        return f"model.{self.format}"


def export(estimator: BaseEstimator, held_out: Array) -> Artifact:
    """Convert *estimator*, and keep the conversion only if it agrees on the *held_out* rows."""
    try:
        onnx = _convert(estimator, held_out.shape[1])
    except Exception as error:  # noqa: BLE001  # skl2onnx raises what its converters raise
        return _keep(estimator, f"ONNX cannot express it: {error}")
    task = "classification" if is_classifier(estimator) else "regression"
    expected = sklearn_outputs(estimator, held_out, task)
    difference = _difference(expected, _run(onnx, held_out))
    if difference:
        return _keep(estimator, f"its ONNX form answers differently: {difference}")
    return Artifact("onnx", onnx, [], "ONNX and scikit-learn agree on the held-out rows")


def _convert(estimator: BaseEstimator, width: int) -> bytes:
    classifier = is_classifier(estimator)
    model = convert_sklearn(
        estimator,
        name="model",
        initial_types=[(INPUT, FloatTensorType([None, width]))],
        final_types=None if classifier else [("value", FloatTensorType([None, 1]))],
        options={"zipmap": False} if classifier else None,
    )
    model.opset_import.sort(key=lambda each: each.domain)  # skl2onnx keeps them in a set
    data: bytes = model.SerializeToString()
    return data


def _run(onnx: bytes, x: Array) -> Arrays:
    session = onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {INPUT: x}), strict=True))


def _difference(expected: Arrays, got: Arrays) -> str:
    if list(expected) != list(got):
        return f"outputs {list(got)} instead of {list(expected)}"
    for name, wanted in expected.items():
        given = got[name]
        if wanted.dtype.kind in "OU":
            wrong = int((wanted != given).sum())
        else:
            wrong = int((~np.isclose(wanted, given, rtol=1e-5, atol=1e-6)).sum())
        if wrong:
            return f"{wrong} of {wanted.size} values of {name}"
    return ""


def _keep(estimator: BaseEstimator, reason: str) -> Artifact:
    data = skops.io.dumps(estimator)
    return Artifact("skops", data, sorted(skops.io.get_untrusted_types(data=data)), reason)
