"""Errors become RFC 9457 problem details here, and nowhere else.

Routes raise; one table says which status an error has. What is not in it is a 500 that tells the
client nothing but a request id.
"""

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from .predictor import InvalidAnswer

MEDIA_TYPE = "application/problem+json"
SHOWN_ERRORS = 20
RETRY_AFTER = {"Retry-After": "1"}

STATUS: dict[type[Exception], HTTPStatus] = {
    InvalidAnswer: HTTPStatus.BAD_GATEWAY,
    asyncio.QueueFull: HTTPStatus.SERVICE_UNAVAILABLE,
    ConnectionError: HTTPStatus.SERVICE_UNAVAILABLE,
    TimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
}
"""The status of each error that a ``Predictor`` may raise."""

_BRIEF: Any = dict.fromkeys(("include_url", "include_input", "include_context"), False)
_TEXT = {"type": "string"}
_PLACE = {"pointer": _TEXT, "detail": _TEXT}
_ERROR = {"type": "object", "required": list(_PLACE), "properties": _PLACE}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "request_id": _TEXT,
        "errors": {"type": "array", "items": _ERROR},
    },
}

MEANING = {
    400: "The request cannot be understood.",
    404: "There is nothing under this URL.",
    405: "The URL exists, the method does not.",
    406: "What there is comes in none of the media types that the request accepts.",
    409: "Something else is going on that this request would disturb.",
    412: "It is no longer as the request supposes.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "The body is not what the contract asks for.",
    500: "The server failed; the log has the request id.",
    502: "The model's answer cannot be used.",
    503: "The model is not ready or has too much to do; try again.",
    504: "The deadline passed.",
}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe error *statuses* for OpenAPI."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": MEANING[status], "content": content} for status in statuses}


class Problem(JSONResponse):
    """Problem details; under ``/v2`` with the member that the protocol's clients look for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it: whoever refuses a request, only here is it known what was asked for."""
        if scope["path"].startswith("/v2"):
            members = json.loads(bytes(self.body))
            self.body = self.render({**members, "error": members["detail"]})
            self.headers["content-length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """Return problem details with *status* and further *members*."""
    body = {
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "request_id": correlation_id.get(),
        **members,
    }
    return Problem(body, int(status), headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make *app* answer every error with problem details."""
    app.exception_handler(HTTPException)(_refused)
    for invalid in (ValidationError, RequestValidationError):
        app.exception_handler(invalid)(_invalid)
    for error in STATUS:
        app.exception_handler(error)(_failed)


async def _refused(_: Request, error: HTTPException) -> Response:
    phrase = HTTPStatus(error.status_code).phrase
    detail = MEANING.get(error.status_code, phrase) if error.detail == phrase else error.detail
    return problem(error.status_code, detail, error.headers)


async def _failed(_: Request, error: Exception) -> Response:
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    headers = RETRY_AFTER if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(status, str(error) or MEANING[status], headers)


def errors_of(error: ValidationError | RequestValidationError) -> list[dict[str, str]]:
    """Say for each value that is wrong where it is, and what is wrong with it."""
    listed: Any = error.errors(**_BRIEF) if isinstance(error, ValidationError) else error.errors()
    return [{"pointer": _pointer(each["loc"]), "detail": each["msg"]} for each in listed]


async def _invalid(_: Request, error: ValidationError | RequestValidationError) -> Response:
    errors = errors_of(error)
    more = f"; the first {SHOWN_ERRORS} are listed" if len(errors) > SHOWN_ERRORS else ""
    plural = "s" if len(errors) > 1 else ""
    detail = f"{len(errors)} value{plural} not as the contract asks{more}"
    return problem(422, detail, errors=errors[:SHOWN_ERRORS])


def _pointer(location: tuple[int | str, ...]) -> str:
    """Return *location* as a JSON pointer (RFC 6901) in a URI fragment.

    FastAPI's own begins with the part of the request that it is in: a body is meant without.
    """
    inside = location[1:] if location[:1] == ("body",) else location
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in inside)
    return "#" + "".join(f"/{part}" for part in parts)
