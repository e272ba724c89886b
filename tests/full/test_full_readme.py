"""README's first command does what it says on a machine that has Python and pip only."""

import json
import re
import signal
import socket
import subprocess
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from full.installing import PYTHON, clean_environment, command

pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[2]
MINUTES = 10


@pytest.fixture(scope="module")
def mlserve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the generator as a user does, and return its command."""
    folder = tmp_path_factory.mktemp("machine")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / PYTHON
    command(folder, python, "-m", "pip", "install", "--quiet", ROOT)
    return python.with_name("mlserve")


@pytest.mark.parametrize("dataset", ["breast-cancer", "diabetes"])
def test_one_command_ends_with_a_server_that_answers_the_example_of_its_docs(
    mlserve: Path, tmp_path: Path, dataset: str
) -> None:
    port = free_port()
    arguments = ["new", "demo", "--yes", "--dataset", dataset, "--up", "--port", str(port)]

    with running(tmp_path, [str(mlserve), *arguments]) as url:
        assert url == f"http://127.0.0.1:{port}/docs"
        document = fetch(f"http://127.0.0.1:{port}/openapi.json")
        body = document["paths"]["/v1/predict"]["post"]["requestBody"]["content"]["application/json"]
        answer = fetch(f"http://127.0.0.1:{port}/v1/predict", body["example"])

    assert answer["model"] == {"name": dataset, "version": "1"}
    assert len(answer["predictions"]) == len(body["example"]["rows"])


@contextmanager
def running(folder: Path, arguments: list[str]) -> Iterator[str]:
    """Run a command that serves; give the URL that it prints, and see that SIGTERM ends it with 0."""
    environment = clean_environment() | {"PYTHONUNBUFFERED": "1"}
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


def fetch(url: str, body: Any = None) -> Any:
    """Return the JSON that *url* answers."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"Content-Type": "application/json"})  # noqa: S310  (our own loopback server)
    with urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
