"""Start a part of the project as a process of its own, on a real socket, and stop it."""

import os
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For plain HTTP: to read those of all authorities takes a client longer than many calls."""


@dataclass(frozen=True)
class Part:
    """A part of the project: its folder, and the Python that has what it needs."""

    folder: Path
    python: Path


@dataclass(frozen=True)
class Serving:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]

    def client(self, **options: Any) -> httpx2.Client:
        """Return a client of this server, to be closed."""
        return httpx2.Client(base_url=self.url, verify=NO_CERTIFICATES, **options)

    def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Ask once, on a connection of its own."""
        with self.client() as client:
            return client.request(method, path, **options)

    def get(self, path: str, **options: Any) -> httpx2.Response:
        """Read once, on a connection of its own."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx2.Response:
        """Send once, on a connection of its own."""
        return self.request("POST", path, **options)

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


@contextmanager
def started(
    part: Part, module: str, port: int, ready: str, **settings: object
) -> Iterator[Serving]:
    """Run *module* until the block ends; the block begins once *ready* answers 200 on *port*.

    It works in a folder of its own: no ``.env`` is read, and what it writes goes away.
    """
    environment = os.environ | {key: str(value) for key, value in settings.items()}
    command: list[str | Path] = [part.python, "-m", module]
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True) as process,
    ):
        server = Serving(f"http://127.0.0.1:{port}", process)
        try:
            wait_until_ready(server, ready)
            yield server
        finally:
            process.kill()


def wait_until_ready(server: Serving, path: str) -> None:
    """Return once *path* answers 200.

    Raises:
        TimeoutError: it did not within 30 seconds, or the server ended.
    """
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if server.get(path).status_code == httpx2.codes.OK:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"the server at {server.url} did not become ready")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(part: Part, *arguments: str | Path, text: str = "", **settings: object) -> str:
    """Run Python with *arguments* to its end, and return what it printed."""
    command = [part.python, *arguments]
    done = subprocess.run(
        command,
        cwd=part.folder,
        env=os.environ | {key: str(value) for key, value in settings.items()},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
