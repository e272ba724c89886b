"""``GET /v1/model``: what answers here, and how good it is. Cacheable."""

import hashlib
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from ..contract import Contract
from ..predictor import Predictor
from ..problems import responses

_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the client's copy.",
    "required": False,
    "schema": {"type": "string"},
}


def model_router(predictor: Predictor, contract: Contract) -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix="/v1", tags=["model"])

    @router.get(
        "/model",
        summary="Signature, version, metrics and checksum of the model",
        response_model=dict[str, Any],
        responses={304: {"description": "The client's copy is current."}, **responses(503)},
        openapi_extra={"parameters": [_IF_NONE_MATCH]},
    )
    async def model(request: Request) -> Response:
        """Describe the model; 304 where the client's copy (``If-None-Match``) is current."""
        info = await predictor.model()
        described = {**contract.model_dump(), **info["parameters"], **info}
        described["features"] = contract.model_dump()["features"]
        del described["parameters"]
        body = to_json(described)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": etag, "Cache-Control": "no-cache"}
        if _matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="application/json")

    return router


def _matches(if_none_match: str, etag: str) -> bool:
    """Compare weakly, as RFC 9110 asks for ``If-None-Match``."""
    candidates = (each.strip().removeprefix("W/") for each in if_none_match.split(","))
    return any(each in {"*", etag} for each in candidates)
