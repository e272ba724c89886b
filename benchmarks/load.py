"""A load generator for HTTP over loopback that costs little itself: raw sockets, one request after another on each."""

import asyncio
import time
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Result:
    """What *connections* clients got in *seconds*: the latencies of all answers, in seconds, sorted."""

    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        """Requests answered per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: float) -> float:
        """Return the latency, in seconds, that *percent* of the answers did not exceed."""
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * percent / 100))]


class Client(asyncio.Protocol):
    """One connection; the next request leaves as soon as the answer is there."""

    def __init__(self, request: bytes) -> None:
        self.latencies: list[float] = []
        self.failed = ""
        self._request = request
        self._received = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Look for the end of the answer; then send the next request."""
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < length_of(head):
            return
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            self.failed = self._received[:300].decode(errors="replace")
            self._transport.close()
            return
        self.latencies.append(time.perf_counter() - self._sent)
        self._received = b""
        self._send()

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._request)


def length_of(head: bytes) -> int:
    """Return what the header Content-Length says."""
    lower = head.lower()
    start = lower.index(b"content-length:") + len(b"content-length:")
    return int(lower[start:].split(b"\r\n", 1)[0])


async def load(url: str, body: bytes, *, connections: int, seconds: float) -> Result:
    """POST *body* to *url* over *connections* at once, for *seconds*; any answer but 200 and 201 is an error."""
    parts = urlsplit(url)
    head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    where = (parts.hostname or "127.0.0.1", parts.port or 80)
    pairs = [await loop.create_connection(lambda: Client(request), *where) for _ in range(connections)]
    await asyncio.sleep(seconds)
    passed = time.perf_counter() - started
    for transport, _ in pairs:
        transport.abort()
    if failed := [client.failed for _, client in pairs if client.failed]:
        raise RuntimeError(f"the server refused a request: {failed[0]}")
    return Result(passed, sorted(latency for _, client in pairs for latency in client.latencies))
