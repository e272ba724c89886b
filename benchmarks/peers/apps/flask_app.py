"""A Flask server as one writes it by hand: the body is taken as it comes, nothing but its names is checked."""

from typing import Any

import numpy as np
from flask import Flask, jsonify, request
from predictor import CLASSES, NAMES, load

app = Flask(__name__)
model = load()


@app.post("/predict")
def predict() -> Any:
    """Predict all rows in one call of the model."""
    rows = [[row[name] for name in NAMES] for row in request.get_json()["rows"]]
    given = model(np.array(rows, dtype=np.float32))
    return jsonify(
        predictions=[
            {"label": CLASSES[int(row.argmax())], "probabilities": dict(zip(CLASSES, row.tolist(), strict=True))}
            for row in given
        ]
    )
