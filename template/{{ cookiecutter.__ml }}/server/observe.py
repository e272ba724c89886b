"""Around every request, outermost: a log line, the metrics, and a 500 where something broke."""

import logging
import re
import time
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .lifecycle import Lifecycle
from .metrics import Metrics
from .problems import FAILED, problem

log = logging.getLogger("access")

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
"""W3C Trace Context: version, trace id, parent id, flags."""


class Observe:
    """Log and count each request; ask its caller to reconnect elsewhere while the server drains."""

    def __init__(self, app: ASGIApp, metrics: Metrics, lifecycle: Lifecycle) -> None:
        self._app = app
        self._metrics = metrics
        self._lifecycle = lifecycle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and look at what is sent back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if self._lifecycle.draining:
                    message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        started = time.perf_counter()
        try:
            await self._app(scope, receive, observed)
        except Exception:
            log.exception("failed", extra=_facts(scope))
            if status == 0:
                await problem(500, FAILED)(scope, receive, observed)
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", "unmatched")
        self._metrics.request(method, route, status, seconds)
        milliseconds = round(seconds * 1000, 2)
        facts = {**_facts(scope), "status": status, "milliseconds": milliseconds}
        log.log(_level(method, status), "request", extra=facts)


def _level(method: str, status: int) -> int:
    """Return how much a request matters: who only looks, several times a second, does not."""
    return logging.DEBUG if method == "GET" and status < HTTPStatus.BAD_REQUEST else logging.INFO


def _facts(scope: Scope) -> dict[str, str]:
    """Return what is logged of a request; its ids are those of the callers that it is made for."""
    headers = Headers(scope=scope)
    facts = {"method": scope["method"], "path": scope["path"]}
    if request_id := headers.get("x-request-id"):
        facts["request_id"] = request_id
    if traced := TRACEPARENT.fullmatch(headers.get("traceparent", "")):
        facts["trace_id"] = traced[1]
    return facts
