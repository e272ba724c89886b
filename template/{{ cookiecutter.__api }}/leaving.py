"""Around every request, as pure ASGI: an eye on callers who leave."""

import asyncio

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send


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
