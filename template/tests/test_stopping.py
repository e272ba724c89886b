"""SIGTERM under load: not ready at once, every request that was sent is answered, exit code 0."""

import threading
import time
from pathlib import Path

import httpx2

from .processes import Serving
from .serving import ROOT, serving

CLIENTS = 8
BODY = (ROOT / "example.json").read_bytes()
HEADERS = {"Content-Type": "application/json"}


class Load(threading.Thread):
    """A client with one connection, which it uses until the server asks it to go elsewhere."""

    def __init__(self, server: Serving) -> None:
        super().__init__()
        self.server = server
        self.statuses: list[int] = []
        self.lost: list[Exception] = []

    def run(self) -> None:
        with httpx2.Client(base_url=self.server.url) as client:
            asked_to_go = False
            while not asked_to_go:
                try:
                    response = client.post("/v1/predict", content=BODY, headers=HEADERS)
                except httpx2.TransportError as error:
                    self.lost.append(error)
                    return
                self.statuses.append(response.status_code)
                asked_to_go = response.headers.get("connection") == "close"


def wait_until_all_are_served(clients: list[Load]) -> None:
    deadline = time.monotonic() + 20
    while any(len(client.statuses) < 3 for client in clients):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_no_request_is_lost_when_the_server_is_told_to_stop(models_dir: Path) -> None:
    with serving(models_dir, API_DRAIN_SECONDS=1) as server:
        clients = [Load(server) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        wait_until_all_are_served(clients)

        server.process.terminate()
        time.sleep(0.3)
        ready = httpx2.get(f"{server.url}/health/ready")
        live = httpx2.get(f"{server.url}/health/live")
        for client in clients:
            client.join()
        exit_code = server.process.wait(timeout=20)

    assert (ready.status_code, live.status_code) == (503, 200)
    assert "about to stop" in ready.json()["detail"]
    assert [client.lost for client in clients] == [[]] * CLIENTS
    assert {status for client in clients for status in client.statuses} == {200}
    assert sum(len(client.statuses) for client in clients) > CLIENTS
    assert exit_code == 0


def test_without_a_drain_period_the_server_stops_at_once(models_dir: Path) -> None:
    with serving(models_dir) as server:
        started = time.monotonic()

        assert server.stop() == 0
        assert time.monotonic() - started < 5


def test_a_second_signal_ends_the_drain_period(models_dir: Path) -> None:
    with serving(models_dir, API_DRAIN_SECONDS=60) as server:
        server.process.terminate()
        time.sleep(0.3)

        assert server.stop() == 0
