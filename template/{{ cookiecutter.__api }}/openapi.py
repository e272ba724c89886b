"""The OpenAPI document: FastAPI's own, and the schemas that are made from the contract."""

from typing import Any

from fastapi import FastAPI

from .problems import SCHEMA
from .schemas import Schemas


def add_components(app: FastAPI, schemas: Schemas) -> None:
    """Make ``app.openapi()`` hold the schemas that routes refer to by name."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        components = document.setdefault("components", {}).setdefault("schemas", {})
        components.update({"Problem": SCHEMA, **schemas.components()})
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # the way that FastAPI documents
