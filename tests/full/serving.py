"""Run a command that serves in the foreground, and ask what it serves."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from sockets import free_port

from full.installing import PYTHON, clean_environment


@contextmanager
def running(folder: Path, arguments: list[str], **variables: str) -> Iterator[str]:
    """Run a command that serves; give the URL that it prints, and see that SIGTERM ends it with 0."""
    environment = clean_environment() | {"PYTHONUNBUFFERED": "1"} | variables
    said: list[str] = []
    process = subprocess.Popen(
        arguments, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout
    try:
        for line in process.stdout:
            said.append(line)
            if found := re.match(r"Swagger: (\S+)", line):
                yield found[1]
                break
        else:
            pytest.fail("it ended without serving:\n" + "".join(said))
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=30)
        assert process.returncode == 0, "".join(said) + rest
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def server(service: Path, module: str, ready: str, **variables: str) -> Iterator[str]:
    """Run *module* of an installed service as a server; give its URL once it answers 200 at *ready*."""
    with serving(service / ".venv" / PYTHON, service, module, ready, **variables) as url:
        yield url


@contextmanager
def serving(python: Path, service: Path, module: str, ready: str, **variables: str) -> Iterator[str]:
    """Do as `server` does, in an environment that need not be the service's own."""
    port = free_port()
    settings = {f"{module.rpartition('.')[2].upper()}_PORT": str(port), "PYTHONPATH": str(service / "src"), **variables}
    url = f"http://127.0.0.1:{port}"
    command = [str(python), "-m", module]
    with subprocess.Popen(command, cwd=service, env=clean_environment() | settings) as process:
        try:
            wait_until_ready(process, f"{url}{ready}")
            yield url
        finally:
            process.terminate()


def wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    """Ask *url* until it answers 200; fail after a minute, or where the process ends."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=5):  # noqa: S310  (our own loopback server)
                return
        except OSError:  # not there, or an answer that is no 200
            time.sleep(0.1)
    pytest.fail(f"nothing is ready at {url}")


def fetch(url: str, body: Any = None) -> Any:
    """Return the JSON that *url* answers."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"Content-Type": "application/json"})  # noqa: S310  (our own loopback server)
    with urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)


def predict_the_example(server: str) -> Any:
    """Send the example from the OpenAPI document of *server* to where the document says, and return the answer."""
    document = fetch(f"{server}/openapi.json")
    body = document["paths"]["/v1/predict"]["post"]["requestBody"]["content"]["application/json"]
    answer = fetch(f"{server}/v1/predict", body["example"])
    assert len(answer["predictions"]) == len(body["example"]["rows"])
    return answer
