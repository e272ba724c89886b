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
    "required": False,
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
        return cacheable(request, described{% if cookiecutter.__operations %}, but="executor"{% endif %}){% if cookiecutter.__operations %}  # each server has timed it by itself{% endif %}

    return router


{% if cookiecutter.__operations -%}
def cacheable(request: Request, answer: dict[str, Any], *, but: str = "") -> Response:
    """Answer with *answer*, or with 304 where the client's copy of it is current.

    Args:
        request: the client's.
        answer: what there is to say.
        but: what of it may differ between copies that count as the same: the ETag is then weak.
    """
    body = to_json(answer)
    same = to_json({key: value for key, value in answer.items() if key != but})
    etag = f'{"W/" if but in answer else ""}"{hashlib.sha256(same).hexdigest()[:32]}"'
{%- else -%}
def cacheable(request: Request, answer: dict[str, Any]) -> Response:
    """Answer with *answer*, or with 304 where the client's copy of it is current."""
    body = to_json(answer)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
{%- endif %}
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if _matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def _matches(if_none_match: str, etag: str) -> bool:
    """Compare weakly, as RFC 9110 asks for ``If-None-Match``."""
    candidates = (each.strip().removeprefix("W/") for each in if_none_match.split(","))
    return any(each in {"*", etag} for each in candidates)
