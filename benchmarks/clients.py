"""HTTP clients for the way to an ML server, side by side: one POST of a batch, over TCP and over a Unix socket.

After ``pip install aiohttp httpx2 niquests uvloop``: ``python benchmarks/clients.py [ROUNDS]``. The
server answers all the same and does nothing else, so that what differs is the client. CPU is that of the client's
process, and of both. The raw pool is the least that a client can be: it knows this answer only, and no error.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, cast

import aiohttp
import httpx2
import niquests
import uvloop

PATH = "/v2/models/breast-cancer/infer"
HEADERS = {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": "250"}
BODY = b"x" * (250 + 29 * 30 * 4)  # 29 rows of 30 numbers, and the JSON before them
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: 700\r\n\r\n" + b"x" * 700
LOOPBACK = "127.0.0.1", 0
SECONDS = 1.0

Post = Callable[[], Awaitable[bytes]]
Client = Callable[[int, str | None], AbstractAsyncContextManager[Post]]


class Measured(NamedTuple):
    """One run: requests per second, and the CPU of one in microseconds: the client's, and with the server's."""

    per_second: float
    client: float
    both: float


class Way(NamedTuple):
    """What is measured: so many requests at once, over TCP or a Unix socket, by a client."""

    at_once: int
    over: str
    client: str


@asynccontextmanager
async def with_aiohttp(port: int, path: str | None) -> AsyncIterator[Post]:
    """As the generated service server does."""
    connector = aiohttp.UnixConnector(path, limit=0) if path else aiohttp.TCPConnector(limit=0)
    headers = {"Accept-Encoding": "identity"}
    url = f"http://127.0.0.1:{port}{PATH}"
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=jar, headers=headers, auto_decompress=False
    ) as session:

        async def post() -> bytes:
            async with session.post(url, data=BODY, headers=HEADERS, allow_redirects=False) as response:
                body: bytes = await response.read()
                return body

        yield post


@asynccontextmanager
async def with_httpx2(port: int, path: str | None) -> AsyncIterator[Post]:
    """Its transport alone is not compared: the client is what one would use."""
    transport = httpx2.AsyncHTTPTransport(uds=path)
    async with httpx2.AsyncClient(transport=transport, base_url=f"http://127.0.0.1:{port}") as client:

        async def post() -> bytes:
            body: bytes = (await client.post(PATH, content=BODY, headers=HEADERS)).content
            return body

        yield post


@asynccontextmanager
async def with_niquests(port: int, _: str | None) -> AsyncIterator[Post]:
    """Over TCP alone."""
    async with niquests.AsyncSession() as session:

        async def post() -> bytes:
            response = await session.post(f"http://127.0.0.1:{port}{PATH}", data=BODY, headers=HEADERS)
            return response.content or b""

        yield post


@asynccontextmanager
async def with_protocols(port: int, path: str | None) -> AsyncIterator[Post]:
    """Keep a pool of raw protocols."""
    fields = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    request = f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{fields}Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY
    loop = asyncio.get_running_loop()
    idle: list[Raw] = []
    every: list[Raw] = []

    async def connect() -> Raw:
        if path:
            _, raw = await loop.create_unix_connection(Raw, path)
        else:
            _, raw = await loop.create_connection(Raw, "127.0.0.1", port)
        every.append(raw)
        return raw

    async def post() -> bytes:
        raw = idle.pop() if idle else await connect()
        answer = await raw.ask(request)
        idle.append(raw)
        return answer

    yield post
    for raw in every:
        raw.transport.close()


class Raw(asyncio.Protocol):
    """One connection: an answer is over when it is as long as its head says."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self.transport = cast("asyncio.Transport", transport)

    def ask(self, request: bytes) -> asyncio.Future[bytes]:
        """Send a request; the future gets the body of its answer."""
        self._answer = asyncio.get_running_loop().create_future()
        self._received = b""
        self.transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        """Look whether the answer is there."""
        self._received += data
        head, _, body = self._received.partition(b"\r\n\r\n")
        if len(body) == int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]):
            self._answer.set_result(body)


CLIENTS: dict[str, Client] = {
    "aiohttp": with_aiohttp,
    "httpx2": with_httpx2,
    "niquests": with_niquests,
    "raw protocols": with_protocols,
}
WAYS = [
    Way(at_once, over, client)
    for at_once, over, client in product((1, 4), ("TCP", "Unix"), CLIENTS)
    if (over, client) != ("Unix", "niquests")  # which has no Unix sockets
]


class Answering(asyncio.Protocol):
    """Answers each request as soon as all of it is there."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self._transport = cast("asyncio.Transport", transport)
        self._left = 0

    def data_received(self, data: bytes) -> None:
        """Count the body; clients may send it apart from the head."""
        head, found, body = data.partition(b"\r\n\r\n")
        self._left = len(BODY) - len(body) if found and head.startswith(b"POST") else self._left - len(data)
        if self._left == 0:
            self._transport.write(ANSWER)


async def serve(descriptors: list[int]) -> None:
    """Answer on sockets that listen."""
    loop = asyncio.get_running_loop()
    tcp, unix = (socket.socket(fileno=each) for each in descriptors)
    server = await loop.create_server(Answering, sock=tcp)
    await loop.create_unix_server(Answering, sock=unix)
    await server.serve_forever()


def main(rounds: int) -> None:
    """Measure in turns, and print a Markdown table of medians."""
    runs: dict[Way, list[Measured]] = {}
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as unix, socket.create_server(LOOPBACK) as tcp:
        path = str(Path(folder) / "socket")
        unix.bind(path)
        unix.listen()
        port = tcp.getsockname()[1]
        descriptors = [tcp.fileno(), unix.fileno()]
        command = [sys.executable, __file__, "serve", *map(str, descriptors)]
        with subprocess.Popen(command, pass_fds=descriptors) as server:
            try:
                for number in range(rounds + 1):
                    for way in WAYS:
                        client = CLIENTS[way.client](port, path if way.over == "Unix" else None)
                        measured = uvloop.run(measure(client, way.at_once, server.pid))
                        if number:  # the first round warms up
                            runs.setdefault(way, []).append(measured)
            finally:
                server.terminate()
    report(runs)


async def measure(client: AbstractAsyncContextManager[Post], at_once: int, server: int) -> Measured:
    """Have so many tasks ask, one request after the other, for some time."""
    async with client as post:
        await post()
        before = time.process_time(), used(server)
        started = time.perf_counter()
        counts = await asyncio.gather(*(ask(post, started + SECONDS) for _ in range(at_once)))
        passed, count = time.perf_counter() - started, sum(counts)
        mine, other = time.process_time() - before[0], used(server) - before[1]
    return Measured(count / passed, mine / count * 1e6, (mine + other) / count * 1e6)


async def ask(post: Post, until: float) -> int:
    """Ask until then; return how often."""
    count = 0
    while time.perf_counter() < until:
        if len(await post()) != 700:  # noqa: PLR2004  (what ANSWER has)
            raise RuntimeError("another answer than the server's")
        count += 1
    return count


def used(pid: int) -> float:
    """Return the CPU seconds of a process of one thread (Linux)."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def report(runs: dict[Way, list[Measured]]) -> None:
    """Print a row for each way."""
    print("| at once | over | client | requests/s | client's CPU us | both CPU us |")
    print("| --- | --- | --- | --- | --- | --- |")
    for way, measured in runs.items():
        per_second, client, both = map(statistics.median, zip(*measured, strict=True))
        print(f"| {way.at_once} | {way.over} | {way.client} | {per_second:,.0f} | {client:.0f} | {both:.0f} |")
    print(f"{len(next(iter(runs.values())))} rounds of {SECONDS:g} s, {os.cpu_count()} CPUs")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        uvloop.run(serve([int(each) for each in sys.argv[2:]]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
