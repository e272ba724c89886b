"""``python -m ….ml`` as a process: it starts or says why not, logs, and stops gracefully."""

import json
import socket
import threading
import time
from pathlib import Path

import httpx2
import pytest

from {{ cookiecutter.package_name }}.ml.manifest import Manifest

from .asking import LENGTH, OCTETS, golden, split, with_bytes
from .serving import Serving, serving, start

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLERS = {"X-Request-ID": "ada,bob", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
CLIENTS = 4


def test_raw_bytes_cross_a_real_socket_and_leave_one_line_in_the_log(
    models_dir: Path, manifest: Manifest
) -> None:
    body, headers = with_bytes(*golden(manifest))
    path = f"/v2/models/{manifest.name}/infer"
    with serving(models_dir, ML_LOG_FORMAT="json") as server:
        response = httpx2.post(f"{server.url}{path}", content=body, headers=headers | CALLERS)
        httpx2.post(f"{server.url}{path}", content=b"{}", headers={"traceparent": "00-none"})
        exit_code = server.stop()

    answer, raw = split(response.content, response.headers[LENGTH])
    lines = [json.loads(line) for line in server.log]
    asked = [line for line in lines if line.get("path") == path]
    first = {key: asked[0].get(key) for key in ("event", "status", "request_id", "trace_id")}

    assert response.headers["content-type"] == OCTETS
    assert len(raw) == sum(each["parameters"]["binary_data_size"] for each in answer["outputs"])
    assert first == {"event": "request", "status": 200, "request_id": "ada,bob", "trace_id": TRACE}
    assert [line["status"] for line in asked] == [200, 400]
    assert not {"request_id", "trace_id"} & set(asked[1])
    assert exit_code == 0


class Load(threading.Thread):
    """A client with one connection, which it uses until the server asks it to go elsewhere."""

    def __init__(self, server: Serving, manifest: Manifest) -> None:
        super().__init__()
        self.url = f"{server.url}/v2/models/{manifest.name}/infer"
        self.body, self.headers = with_bytes(*golden(manifest))
        self.statuses: list[int] = []
        self.lost: list[Exception] = []

    def run(self) -> None:
        with httpx2.Client() as client:
            asked_to_go = False
            while not asked_to_go:
                try:
                    response = client.post(self.url, content=self.body, headers=self.headers)
                except httpx2.TransportError as error:
                    self.lost.append(error)
                    return
                self.statuses.append(response.status_code)
                asked_to_go = response.headers.get("connection") == "close"


def test_no_request_is_lost_when_the_server_is_told_to_stop(
    models_dir: Path, manifest: Manifest
) -> None:
    with serving(models_dir, ML_DRAIN_SECONDS=1, ML_LOG_LEVEL="error") as server:
        clients = [Load(server, manifest) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        deadline = time.monotonic() + 20
        while any(len(client.statuses) < 3 for client in clients):
            assert time.monotonic() < deadline
            time.sleep(0.01)

        server.process.terminate()
        time.sleep(0.2)
        paths = ("health/ready", f"models/{manifest.name}/ready", "health/live")
        told = [httpx2.get(f"{server.url}/v2/{path}") for path in paths]
        for client in clients:
            client.join()
        exit_code = server.process.wait(timeout=20)

    assert [response.status_code for response in told] == [503, 503, 200]
    assert "about to stop" in told[0].json()["error"]
    assert [client.lost for client in clients] == [[]] * CLIENTS
    assert {status for client in clients for status in client.statuses} == {200}
    assert exit_code == 0


@pytest.mark.parametrize("settings", [{}, {"ML_DRAIN_SECONDS": 60}], ids=str)
def test_it_stops_at_once_where_it_need_not_drain_or_is_told_twice(
    models_dir: Path, settings: dict[str, object]
) -> None:
    with serving(models_dir, **settings) as server:
        started = time.monotonic()
        if settings:
            server.process.terminate()
            time.sleep(0.2)

        assert server.stop() == 0
        assert time.monotonic() - started < 10


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with start(ML_PORT=port) as process:
            _, said = process.communicate(timeout=30)

    assert process.returncode == 1
    assert said.startswith(f"error: cannot listen on 127.0.0.1 port {port}: ")
    assert said.endswith("set ML_HOST or ML_PORT\n")


def test_settings_that_cannot_be_right_are_named() -> None:
    with start(ML_PORT=70000, ML_LOG_FORMAT="xml") as process:
        _, said = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "the settings are not valid" in said
    assert "Traceback" not in said
    assert "less than or equal to 65535" in said
    assert "'console' or 'json'" in said
