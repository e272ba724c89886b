"""A BentoML service: one batchable method, NumPy in and out."""

import json
import os

import bentoml
import numpy as np
from predictor import Matrix, load

SERVICE = json.loads(os.environ["PEER_SERVICE"])
METHOD = json.loads(os.environ["PEER_METHOD"])


@bentoml.service(**SERVICE)
class Predictor:
    """Has the model."""

    def __init__(self) -> None:
        self.model = load()

    @bentoml.api(**METHOD)
    def predict(self, rows: np.ndarray) -> np.ndarray:  # BentoML reads the annotation
        """Predict a batch."""
        given: Matrix = np.asarray(self.model(rows.astype(np.float32)))
        return given
