"""Around every request: bodies that are too large are refused before they are read."""

from collections.abc import Container

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import problem


class LimitBody:
    """Answer 413 to a body of more than *max_bytes*; one without a length is counted.

    Paths that are *exempt* have a limit of their own.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, exempt: Container[str] = ()) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._exempt = exempt
        self._detail = f"The body is larger than {max_bytes} bytes."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what it brings."""
        if scope["type"] != "http" or scope["path"] in self._exempt:
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > self._max_bytes:
            await problem(413, self._detail)(scope, receive, send)
            return
        total = 0

        async def counted() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > self._max_bytes:
                raise HTTPException(413, self._detail)
            return message

        await self._app(scope, counted, send)
