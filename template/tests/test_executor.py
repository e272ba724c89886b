"""The model as a process of the service server: apart, watched, and told when to stop."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from .serving import Serving, serving
from .test_stopping import CLIENTS, Load, wait_until_all_are_served

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for the process in /proc")


@pytest.fixture
def server(models_dir: Path) -> Iterator[Serving]:
    with serving(models_dir, ML_EXECUTOR="process", API_DRAIN_SECONDS=0.3) as server:
        yield server


def model_process(server: Serving) -> int:
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    (child,) = [each for each in children if "spawn_main" in command_line(each)]
    return int(child)


def command_line(process: str) -> str:
    return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8")


def libraries(process: int) -> str:
    return Path(f"/proc/{process}/maps").read_text(encoding="utf-8")


def is_alive(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


def start_load(server: Serving) -> list[Load]:
    clients = [Load(server) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    wait_until_all_are_served(clients)
    return clients


def reasons_until_ready(server: Serving) -> set[str]:
    """Wait until the model is back, and return what was said meanwhile."""
    reasons = set()
    deadline = time.monotonic() + 20
    while (answer := httpx2.get(f"{server.url}/health/ready")).status_code != httpx2.codes.OK:
        assert time.monotonic() < deadline
        reasons.add(answer.json()["detail"])
        time.sleep(0.01)
    return reasons


def join(clients: list[Load]) -> None:
    for client in clients:
        client.join()


def test_a_killed_model_is_back_soon_and_meanwhile_every_request_is_answered(
    server: Serving,
) -> None:
    clients = start_load(server)

    os.kill(model_process(server), signal.SIGKILL)
    time.sleep(0.05)
    reasons = reasons_until_ready(server)
    in_trouble = [len(client.statuses) + 1 for client in clients]  # and one that is on its way
    time.sleep(0.2)
    server.process.terminate()
    join(clients)

    assert reasons == {"the model's process was ended by SIGKILL; it is being started again"}
    assert [client.lost for client in clients] == [[]] * CLIENTS
    for client, count in zip(clients, in_trouble, strict=True):
        assert set(client.statuses[:count]) == {200, 503}
        assert set(client.statuses[count:]) == {200}


def test_ctrl_c_in_the_terminal_loses_no_request_and_leaves_no_process(server: Serving) -> None:
    clients = start_load(server)
    child = model_process(server)

    os.killpg(server.process.pid, signal.SIGINT)
    join(clients)

    assert server.process.wait(timeout=20) == 0
    assert [client.lost for client in clients] == [[]] * CLIENTS
    assert {status for client in clients for status in client.statuses} == {200}
    assert not is_alive(child)


def test_server_and_model_share_no_libraries_but_their_end(server: Serving) -> None:
    child = model_process(server)

    assert "onnxruntime" in libraries(child)
    assert "onnxruntime" not in libraries(server.process.pid)
    assert "uvloop" in libraries(server.process.pid)
    assert "uvloop" not in libraries(child)

    server.process.kill()
    deadline = time.monotonic() + 2
    while is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)
