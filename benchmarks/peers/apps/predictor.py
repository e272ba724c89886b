"""Load the model as most people do: scikit-learn with joblib, or ONNX Runtime with one thread (there is one CPU).

``PEER_MODEL`` is the folder with the files, ``PEER_RUNTIME`` says ``sklearn`` or ``onnx``.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(os.environ["PEER_MODEL"])
ABOUT = json.loads((FOLDER / "model.json").read_bytes())
NAMES: list[str] = ABOUT["names"]
CLASSES: list[str] = ABOUT["classes"]

Matrix: TypeAlias = "NDArray[np.float32]"


def load() -> Callable[[Matrix], Matrix]:
    """Return a function: rows in, for each of them the probabilities of the classes out."""
    if os.environ.get("PEER_RUNTIME") == "onnx":
        return _onnx()
    import joblib

    predict: Callable[[Matrix], Matrix] = joblib.load(FOLDER / "model.joblib").predict_proba
    return predict


def _onnx() -> Callable[[Matrix], Matrix]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(FOLDER / "model.onnx", options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def predict(rows: Matrix) -> Matrix:
        probabilities: Matrix = session.run(["probabilities"], {name: rows})[0]
        return probabilities

    return predict
