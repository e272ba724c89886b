"""Around every request, outermost: a log line, the metrics, and a 500 where something broke."""

import logging
import time
from http import HTTPStatus

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .lifecycle import Lifecycle
from .metrics import Metrics
from .problems import MEANING, problem

log = structlog.stdlib.get_logger("access")

PROBES = {"/health/live", "/health/ready", "/metrics"}
"""What a platform asks every few seconds: logged only where something is wrong, or at ``debug``."""

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


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
            log.exception("failed", method=scope["method"], path=scope["path"])
            if status == 0:
                await problem(500, MEANING[500])(scope, receive, observed)
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", "unmatched")
        self._metrics.request(method, route, status, seconds)
        log.log(
            _level(scope["path"], status),
            "request",
            method=method,
            path=scope["path"],
            status=status,
            milliseconds=round(seconds * 1000, 2),
        )


def _level(path: str, status: int) -> int:
    return logging.DEBUG if path in PROBES and status < HTTPStatus.BAD_REQUEST else logging.INFO
