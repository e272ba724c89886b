"""The routes of ``/v1`` and of operations: each one translates and delegates. Your own, too."""

from fastapi import APIRouter

from ..predictor import Predictor
from ..schemas import Schemas


def own_routers(model: Predictor, schemas: Schemas, *, timeout: float) -> list[APIRouter]:
    """Return the routers of your own routes; no update of the template changes this file.

    Both layouts serve them behind the same keys, limits, metrics and errors as all others; where a
    URL is theirs already, they answer it. README has an example.

    Args:
        model: what predicts, in this process or behind a network.
        schemas: rows to tensors, tensors to predictions; ``schemas.contract`` has the features.
        timeout: seconds that one request may take; ``model.predict`` asks for it.
    """
    return []
