"""The OpenAPI document: FastAPI's own, and the schemas that are made from the contract."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from .problems import SCHEMA, responses


def add_components(app: FastAPI, *schemas: Callable[[], dict[str, Any]]) -> None:
    """Make ``app.openapi()`` hold the schemas that routes refer to by name, and no others.

    Args:
        app: with all its routes.
        schemas: each makes some of the schemas, once the document is asked for.
    """
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        document = generate()
        for path, operations in document["paths"].items():
            for operation in operations.values():  # FastAPI adds its 422 where there are parameters
                if "HTTPValidationError" in str(operation["responses"].get("422")):
                    del operation["responses"]["422"]
                    if not path.startswith("/v2"):  # whose parameters are text, which any is
                        operation["responses"]["422"] = responses(422)[422]
        components = document.setdefault("components", {}).setdefault("schemas", {})
        for default in ("HTTPValidationError", "ValidationError"):
            components.pop(default, None)
        components["Problem"] = SCHEMA
        for each in schemas:
            components.update(each())
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # the way that FastAPI documents
