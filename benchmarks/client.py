"""What `mlserve bench` itself can do: its load generator against a server that does nothing but answer.

Run it with the Python of an environment in which this repository is installed with the extra ``bench``:
``python benchmarks/client.py``. A server that answers more in a second than this cannot be measured with it.
"""

import asyncio
import socket
import subprocess
import sys
from typing import cast

from mlserve.bench.load import closed_loop, open_loop
from mlserve.bench.origin import Origin
from mlserve.bench.result import Result
from mlserve.bench.target import Target

BODY = b'{"rows": [' + b"1.25, " * 125 + b"1]}"  # as long as the example of a generated project
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 150\r\n\r\n" + b" " * 150
CONNECTIONS = (1, 16, 64, 256)
RATES = (500, 2_000, 8_000, 16_000)
SECONDS = 3.0


class Answering(asyncio.Protocol):
    """Answers whatever comes: each request is one packet."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, _: bytes) -> None:
        """Answer."""
        self._transport.write(ANSWER)


async def serve(descriptor: int) -> None:
    """Answer on a socket that listens."""
    server = await asyncio.get_running_loop().create_server(Answering, sock=socket.socket(fileno=descriptor))
    await server.serve_forever()


def main() -> None:
    """Measure, and print a Markdown table."""
    print("| load | requests/s | p50 ms | p99 ms | CPU of the client | µs a request |")
    print("| --- | --- | --- | --- | --- | --- |")
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as listening:
        command = [sys.executable, __file__, str(listening.fileno())]
        target = Target(Origin("http", *listening.getsockname()), "/", BODY, {})
        with subprocess.Popen(command, pass_fds=[listening.fileno()]) as process:
            try:
                measure(target)
            finally:
                process.terminate()


def measure(target: Target) -> None:
    """Put all loads on *target*."""
    for connections in CONNECTIONS:
        show(f"{connections} clients", closed_loop(target, connections, SECONDS, lambda: True))
    for rate in RATES:
        show(f"{rate:,}/s", open_loop(target, rate, 64, SECONDS, lambda: True))


def show(name: str, result: Result) -> None:
    """Print a row."""
    p50, p99 = (1000 * (result.percentile(percent) or 0) for percent in (50, 99))
    each = 1e6 * result.client_cpu / result.per_second
    print(f"| {name} | {result.per_second:,.0f} | {p50:.2f} | {p99:.2f} | {result.client_cpu:.2f} | {each:.0f} |")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        import uvloop

        uvloop.run(serve(int(sys.argv[1])))
    else:
        main()
