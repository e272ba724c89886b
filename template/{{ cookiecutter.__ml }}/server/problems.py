"""Errors become RFC 9457 problem details, with the member that the protocol's clients look for."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
FAILED = "The server failed; its log says why."

STATUS: dict[type[Exception], HTTPStatus] = {
    asyncio.QueueFull: HTTPStatus.SERVICE_UNAVAILABLE,
    ConnectionError: HTTPStatus.SERVICE_UNAVAILABLE,
    TimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
}
"""The status of each error that a backend may raise; any other is a 500."""

_MEMBERS = {"title": "string", "status": "integer", "detail": "string", "error": "string"}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Problem details (RFC 9457); `error` is the same as `detail`.",
    "required": list(_MEMBERS),
    "properties": {name: {"type": kind} for name, kind in _MEMBERS.items()},
}


def response(description: str) -> dict[str, Any]:
    """Describe an error for OpenAPI."""
    return {"description": description, "content": {MEDIA_TYPE: {"schema": _SCHEMA}}}


RESPONSES: dict[int | str, dict[str, Any]] = {
    each.value: response(each.phrase) for each in HTTPStatus if each >= HTTPStatus.BAD_REQUEST
}
"""What the docs say of each error status."""


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return problem details."""
    phrase = HTTPStatus(status).phrase
    body = {"title": phrase, "status": int(status), "detail": detail, "error": detail}
    return JSONResponse(body, int(status), headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make *app* answer every error with problem details."""
    app.exception_handler(HTTPException)(_refused)
    for error in STATUS:
        app.exception_handler(error)(_failed)


async def _refused(_: Request, error: HTTPException) -> Response:
    return problem(error.status_code, error.detail, error.headers)


async def _failed(_: Request, error: Exception) -> Response:
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    retry = {"Retry-After": "1"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(status, str(error) or "The deadline passed.", retry)
