"""Start the service server as a process of its own, on a real socket, and stop it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

PACKAGE = "{{ cookiecutter.package_name }}"


@dataclass(frozen=True)
class Serving:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


@contextmanager
def serving(models_dir: Path, **settings: object) -> Iterator[Serving]:
    """Serve the model in *models_dir* with *settings* until the block ends."""
    port = _free_port()
    variables = {"API_PORT": port, "API_LOG_LEVEL": "warning", "ML_MODELS_DIR": models_dir}
    environment = os.environ | {key: str(value) for key, value in (variables | settings).items()}
    command = [sys.executable, "-m", f"{PACKAGE}.api"]
    with subprocess.Popen(command, env=environment, start_new_session=True) as process:
        server = Serving(f"http://127.0.0.1:{port}", process)
        try:
            _wait_until_ready(server)
            yield server
        finally:
            process.kill()


def _wait_until_ready(server: Serving) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if httpx2.get(f"{server.url}/health/ready").status_code == httpx2.codes.OK:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"the server at {server.url} did not become ready")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
