"""``GET /v1/model``: what answers here, and how good it is. Cacheable."""

import hashlib
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic_core import to_json

from ..contract import Contract
from ..predictor import Predictor
from ..problems import responses

IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the client's copy.",
    "schema": {"type": "string"},
}

UNCHANGED: dict[int | str, Any] = {304: {"description": "The client's copy is current."}}


def model_router(predictor: Predictor, contract: Contract) -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix="/v1", tags=["model"])

    @router.get(
        "/model",
        summary="Signature, version, metrics and checksum of the model",
        response_model=dict[str, Any],
        responses={**UNCHANGED, **responses(503)},
        openapi_extra={"parameters": [IF_NONE_MATCH]},
    )
    async def model(request: Request) -> Response:
        """Describe the model; 304 where the client's copy (``If-None-Match``) is current."""
        info = await predictor.model()
        described = {**contract.model_dump(), **info["parameters"], **info}
        described["features"] = contract.model_dump()["features"]
        for hidden in ("parameters", "training"):  # values out of the training rows: not for all
            described.pop(hidden, None)
        return cacheable(request, described)

    return router


def cacheable(request: Request, answer: dict[str, Any]) -> Response:
    """Answer with *answer*, or with 304 where the client's copy of it is current.

    The ETag is weak: each server has timed by itself what it says of its executor.
    """
    body = to_json(answer)
    etag = f'W/"{hashlib.sha256(to_json({**answer, "executor": None})).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if _matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def _matches(if_none_match: str, etag: str) -> bool:
    """Compare weakly, as RFC 9110 asks for ``If-None-Match``."""
    candidates = (each.strip().removeprefix("W/") for each in if_none_match.split(","))
    return any(each in {"*", etag.removeprefix("W/")} for each in candidates)
