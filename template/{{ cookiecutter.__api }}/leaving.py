"""Around every request, as pure ASGI: an eye on callers who leave."""

import asyncio
from typing import cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOK_AFTER = 0.02
"""Seconds until the connection is watched: most requests are answered by then, at no cost."""


class DropWhoLeft:
    """Stop working for a caller who has closed the connection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; if it takes long, watch the connection once its body is read."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        watch = _Watch(receive)
        try:
            await self._app(scope, watch.receive, send)
        except asyncio.CancelledError:
            if not watch.has_left or watch.work.uncancel():
                raise  # somebody else stops the work
        finally:
            watch.stop()


class _Watch:
    """Cancels the task that makes it, once its caller has left."""

    def __init__(self, receive: Receive) -> None:
        self.work = cast("asyncio.Task[object]", asyncio.current_task())  # a request is one
        self.has_left = False
        self._receive = receive
        self._is_read = False
        self._watcher: asyncio.Task[Message] | None = None
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(LOOK_AFTER, self._look)

    async def receive(self) -> Message:
        """Return the next message."""
        if self._watcher is not None:
            return await self._watcher
        message = await self._receive()
        self._is_read = not message.get("more_body", False)
        return message

    def stop(self) -> None:
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()

    def _look(self) -> None:
        if self._is_read:
            self._watcher = self._loop.create_task(self._until_gone())
        else:
            self._timer = self._loop.call_later(LOOK_AFTER, self._look)

    async def _until_gone(self) -> Message:
        message = await self._receive()
        self.has_left = True
        self.work.cancel()
        return message
