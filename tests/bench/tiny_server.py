"""A real server on a real socket, with delays and answers that a test decides, and metrics as the generated one has."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

EXAMPLE = {"rows": [{"length": 1.5}]}
PREDICT = {"/v1/predict": {"post": {"requestBody": {"content": {"application/json": {"example": EXAMPLE}}}}}}
HTTP_HEAD = "HTTP/1.1 {status} Whatever\r\nContent-Length: {length}\r\nConnection: {connection}\r\n\r\n"


@dataclass
class Tiny:
    """What the server does; a test may change it while it runs.

    Attributes:
        delay: seconds before an answer, of each request by itself.
        work: seconds that it is busy for a request, one after the other: it can do 1 / work in a second.
        statuses: what requests are answered with, in turn.
        keep: requests that a connection lives for.
        paths: of the OpenAPI document.
        key: what callers need.
        asked: bodies that it got, and how many connections it had.

    """

    delay: float = 0.0
    work: float = 0.0
    statuses: tuple[int, ...] = (200,)
    keep: int = 1_000_000
    paths: Any = field(default_factory=lambda: PREDICT)
    key: str = ""
    metrics: bool = True
    asked: list[bytes] = field(default_factory=list)
    connections: int = 0
    url: str = ""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def answer(self, head: str, body: bytes) -> tuple[int, bytes]:
        """Answer one request."""
        method, path, _ = head.split(" ", 2)
        if path == "/openapi.json":
            return 200, json.dumps({"paths": self.paths}).encode()
        if path == "/metrics":
            counted = f"model_batch_rows_count {len(self.asked)}.0\nmodel_batch_rows_sum {2 * len(self.asked)}.0\n"
            return (200, counted.encode()) if self.metrics else (404, b"")
        if method != "POST" or path not in self.paths:
            return 404, b""
        if self.key and f"authorization: bearer {self.key}" not in head.lower():
            return 401, b'{"detail": "An API key is needed"}'
        self.asked.append(body)
        status = self.statuses[len(self.asked) % len(self.statuses)]
        if self.work:
            async with self._turn:
                await asyncio.sleep(self.work)
        if self.delay:
            await asyncio.sleep(self.delay)
        return status, b'{"detail": "so it is"}'

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes on one connection."""
        self.connections += 1
        with closing(writer), suppress(asyncio.IncompleteReadError, ConnectionError):
            for number in range(1, self.keep + 1):
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                _, found, rest = head.lower().partition("content-length: ")
                body = await reader.readexactly(int(rest.split("\r\n")[0]) if found else 0)
                status, answer = await self.answer(head, body)
                connection = "keep-alive" if number < self.keep else "close"
                answered = HTTP_HEAD.format(status=status, length=len(answer), connection=connection)
                writer.write(answered.encode() + answer)


Serve = Callable[..., Tiny]


@contextmanager
def serving(tiny: Tiny) -> Iterator[Tiny]:
    """Serve in a thread, for as long as it is needed."""
    loop = asyncio.new_event_loop()
    started = threading.Event()
    end = asyncio.Event()

    async def main() -> None:
        server = await asyncio.start_server(tiny.serve, "127.0.0.1", 0, backlog=1000)
        tiny.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        started.set()
        await end.wait()
        server.close()
        await _cancel_others()

    thread = threading.Thread(target=loop.run_until_complete, args=[main()])
    thread.start()
    started.wait()
    try:
        yield tiny
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
        loop.close()


async def _cancel_others() -> None:
    others: list[Awaitable[Any]] = []
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
        others.append(task)
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.01)  # what was closed is gone in the next turns of the loop
