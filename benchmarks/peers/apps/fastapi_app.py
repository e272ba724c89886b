"""A FastAPI server as one writes it by hand: pydantic in and out, the model called in the route.

``PEER_ROUTE`` says ``def`` (FastAPI calls it in a thread) or ``async def`` (on the event loop).
"""

import os
from typing import Any

import numpy as np
from fastapi import FastAPI
from predictor import CLASSES, NAMES, load
from pydantic import BaseModel, Field, create_model

_fields: dict[str, Any] = {f"feature_{n}": (float, Field(alias=name)) for n, name in enumerate(NAMES)}
Row = create_model("Row", **_fields)


class Request(BaseModel):
    """Rows to predict."""

    rows: list[Row]  # type: ignore[valid-type]  # made from the names


class Prediction(BaseModel):
    """What the model says of one row."""

    label: str
    probabilities: dict[str, float]


class Answer(BaseModel):
    """Predictions, in the order of the rows."""

    predictions: list[Prediction]


app = FastAPI()
model = load()


def answer(request: Request) -> Answer:
    """Predict all rows in one call of the model."""
    values = [[getattr(row, name) for name in _fields] for row in request.rows]
    given = model(np.array(values, dtype=np.float32))
    return Answer(
        predictions=[
            Prediction(label=CLASSES[int(row.argmax())], probabilities=dict(zip(CLASSES, row.tolist(), strict=True)))
            for row in given
        ]
    )


if os.environ["PEER_ROUTE"] == "def":

    @app.post("/predict")
    def predict(request: Request) -> Answer:
        """Run in a thread."""
        return answer(request)

else:

    @app.post("/predict")
    async def predict_here(request: Request) -> Answer:
        """Run on the event loop."""
        return answer(request)
