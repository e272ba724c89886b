"""One connection that carries one request after another: HTTP/1.1 as httptools reads it, and nothing around it.

It knows of no load: when a request is sent, and what its end means, is the business of ``clients``.
"""

import asyncio
import time
from typing import Any, Protocol, cast

import httptools

_KEPT = 300  # bytes of a refusal, to be shown


class Owner(Protocol):
    """Who has connections, and is told of them."""

    def answered(self, connection: "Connection", status: int, body: bytes) -> None:
        """Note an answer; the body is kept of refusals alone."""

    def lost(self, connection: "Connection", *, busy: bool) -> None:
        """Note that there is no such connection any more; *busy*: without an answer to its request."""


class Connection(asyncio.Protocol):
    """One connection; *due* is when its request should have been sent, *free_since* when it got its last answer."""

    def __init__(self, request: bytes, owner: Owner) -> None:
        self.due = 0.0
        self.free_since = time.perf_counter()
        self._request = request
        self._owner = owner
        self._busy = False
        self._status = 0
        self._body = b""
        self._parser: Any = httptools.HttpResponseParser(self)

    @property
    def usable(self) -> bool:
        """Whether another request can be sent."""
        return not self._transport.is_closing()

    def send(self, due: float) -> None:
        """Send the request, which should have been sent at *due*."""
        self.due = due
        self._busy = True
        self._transport.write(self._request)

    def close(self) -> None:
        """Close it, whatever is under way."""
        self._transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Read on; what is no HTTP ends the connection."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._transport.abort()

    def connection_lost(self, _: Exception | None) -> None:
        """Pass it on."""
        self._owner.lost(self, busy=self._busy)

    # What httptools calls.

    def on_headers_complete(self) -> None:
        """Note the status."""
        self._status = self._parser.get_status_code()
        self._body = b""

    def on_body(self, body: bytes) -> None:
        """Keep the beginning of a refusal."""
        if self._status >= 300 and len(self._body) < _KEPT:  # noqa: PLR2004  (not one of 2xx)
            self._body += body[:_KEPT]

    def on_message_complete(self) -> None:
        """Pass the answer on."""
        if self._status < 200:  # noqa: PLR2004  (1xx: the answer itself is still to come)
            return
        self._busy = False
        self.free_since = time.perf_counter()
        if not self._parser.should_keep_alive():
            self._transport.close()
        self._owner.answered(self, self._status, self._body)
