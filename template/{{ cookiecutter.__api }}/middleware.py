"""Around every request, as pure ASGI: a limit on bodies, and an eye on callers who leave."""

import asyncio

import anyio
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import problem


class LimitBody:
    """Answer 413 to a body of more than *max_bytes*, before it is read where it says its length."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._detail = f"The body is larger than {max_bytes} bytes."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what it brings."""
        if scope["type"] != "http":
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


class DropWhoLeft:
    """Stop working for a caller who has closed the connection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; once its body is read, watch the connection."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        watcher: asyncio.Task[Message] | None = None

        async def watched() -> Message:
            nonlocal watcher
            if watcher is not None:
                return await watcher
            message = await receive()
            if not message.get("more_body", False):
                watcher = asyncio.create_task(_until_gone(receive, work))
            return message

        with anyio.CancelScope() as work:
            try:
                await self._app(scope, watched, send)
            finally:
                if watcher is not None:
                    watcher.cancel()


async def _until_gone(receive: Receive, work: anyio.CancelScope) -> Message:
    message = await receive()
    work.cancel()
    return message
