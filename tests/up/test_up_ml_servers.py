"""`mlserve up` starts as many ML servers as the project was made with, and the service server is told of each."""

import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from mlserve.options import options
from mlserve.up.layouts import MOST_ML_SERVERS
from up.running import Running, is_alive, wait_for

Start = Callable[..., Running]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture
def trio(pair: Path) -> Iterator[Path]:
    """Give an installed project with two ML servers."""
    with answered(pair, "2"):
        yield pair


def test_each_is_started_and_the_service_server_is_told_of_all(trio: Path, start: Start, port: str) -> None:
    run = start(trio, port=port).until(f"Swagger: http://127.0.0.1:{port}/docs")

    urls = fetch(f"http://127.0.0.1:{port}/settings")["API_ML_URLS"].split(",")
    told = [fetch(f"{url}/settings") for url in urls]

    assert [f"http://{each['ML_HOST']}:{each['ML_PORT']}" for each in told] == urls
    assert len({each["pid"] for each in told}) == 2
    assert (trio / "events").read_text().splitlines() == ["ML starting", "ML starting", "API starting"]
    run.until("ml    | served /settings\n").until("ml-2  | served /settings\n")


def test_one_that_ends_is_named_and_the_others_are_stopped(trio: Path, start: Start, port: str) -> None:
    run = start(trio, port=port).until("Swagger: ")
    urls = fetch(f"http://127.0.0.1:{port}/settings")["API_ML_URLS"].split(",")
    pids = [fetch(f"{url}/settings")["pid"] for url in [*urls, f"http://127.0.0.1:{port}"]]

    os.kill(pids[1], signal.SIGKILL)

    assert run.ends() == 1
    assert "error: The ml-2 server ended by itself, with signal 9.\n" in run.said
    wait_for(lambda: not any(map(is_alive, pids)))


def test_the_others_take_the_ports_after_the_one_that_is_set(trio: Path, start: Start, port: str) -> None:
    first = two_free_ports()

    start(trio, port=port, ML_PORT=str(first)).until("Swagger: ")

    urls = fetch(f"http://127.0.0.1:{port}/settings")["API_ML_URLS"]
    assert urls == f"http://127.0.0.1:{first},http://127.0.0.1:{first + 1}"


def test_a_taken_port_of_another_one_is_said_before_anything_else(trio: Path, start: Start, port: str) -> None:
    first = two_free_ports()
    with socket.create_server(("127.0.0.1", first + 1)):
        run = start(trio, port=port, ML_PORT=str(first))

        assert run.ends() == 1

    assert f"error: Port {first + 1} is taken by process {os.getpid()} (" in run.said
    assert "choose another one: ML_PORT=" in run.said
    assert "environment" not in run.said


@pytest.mark.parametrize(
    ("ml_port", "port", "said"),
    [
        ("8765", "8766", "The port of ml-2, counted from ML_PORT, is 8766, which is where the api server is to listen"),
        ("65535", "8766", "ML_PORT is 65535, which leaves no port for ml-2: give a lower one."),
    ],
)
def test_a_port_that_leaves_none_for_another_one_is_refused(
    trio: Path, start: Start, ml_port: str, port: str, said: str
) -> None:
    run = start(trio, port=port, ML_PORT=ml_port)

    assert run.ends() == 1
    assert f"error: {said}" in run.said


def test_each_has_a_unix_socket_of_its_own(trio: Path, start: Start, port: str) -> None:
    run = start(trio, port=port, ML_SOCKET="/run/ml.sock").until("Swagger: ")

    urls = fetch(f"http://127.0.0.1:{port}/settings")["API_ML_URLS"].split(",")
    assert [fetch(f"{url}/settings")["ML_SOCKET"] for url in urls] == ["/run/ml.sock", "/run/ml.sock-2"]
    assert "ML_SOCKET is set (in the environment or services/ml/.env), but what is started here gets" in run.said


@pytest.mark.parametrize("answer", ["0", "many", "5", "٢"])
def test_a_number_that_cannot_be_is_refused(pair: Path, start: Start, port: str, answer: str) -> None:
    with answered(pair, answer):
        run = start(pair, port=port)

        assert run.ends() == 1

    assert f'has no usable ml_servers (it is \'{answer}\'): give "1" to "4".' in run.said


def test_each_number_that_the_template_offers_is_one_that_up_starts() -> None:
    assert list(options()["ml_servers"].choices) == [str(number) for number in range(1, MOST_ML_SERVERS + 1)]


def fetch(url: str) -> Any:
    """Return what a server answers."""
    with urlopen(url, timeout=10) as answer:  # noqa: S310  (our own loopback server)
        return json.load(answer)


def two_free_ports() -> int:
    """Return a free port after which the next one is free, too."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as one:
            first = int(one.getsockname()[1])
            try:
                with socket.create_server(("127.0.0.1", first + 1)):
                    return first
            except (OSError, OverflowError):
                continue


@contextmanager
def answered(project: Path, number: str) -> Iterator[None]:
    """Have the project made with so many ML servers, for a while."""
    record = project / "pyproject.toml"
    before = record.read_text()
    record.write_text(f'{before}ml_servers = "{number}"\n')
    try:
        yield
    finally:
        record.write_text(before)
