"""Start the ML server as a process of its own, on a real socket."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

MODULE = "{{ cookiecutter.package_name }}.ml"


@dataclass(frozen=True)
class Serving:
    """A running ML server; ``log`` is there once it has ended."""

    url: str
    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self.process.terminate()
        return self.process.wait(timeout=20)


@contextmanager
def serving(models_dir: Path, **settings: object) -> Iterator[Serving]:
    """Serve the model in *models_dir* with *settings* until the block ends."""
    port = free_port()
    with start(ML_PORT=port, ML_MODELS_DIR=models_dir, **settings) as process:
        server = Serving(f"http://127.0.0.1:{port}", process)
        try:
            _wait_until_ready(server)
            yield server
        finally:
            process.kill()
            server.log.extend(process.communicate()[1].splitlines())


def start(**settings: object) -> subprocess.Popen[str]:
    """Start ``python -m ….ml`` with *settings*."""
    environment = os.environ | {key: str(value) for key, value in settings.items()}
    command = [sys.executable, "-m", MODULE]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: Serving) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if httpx2.get(f"{server.url}/v2/health/ready").status_code == httpx2.codes.OK:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"the ML server at {server.url} did not become ready")
