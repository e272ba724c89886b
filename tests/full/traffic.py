"""Clients that ask a server again and again, and note how each request ended."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import Request, urlopen

CLIENTS = 4
PAUSE = 0.1  # seconds between two requests of a client: what else starts on this machine needs its CPUs, too
PATIENCE = 60


class Traffic:
    """Clients that send *body* to *url* from the beginning of a `with` block to its end, each in a thread.

    Attributes:
        ends: how each request ended: with the status 200, or what there was instead.

    """

    def __init__(self, url: str, body: Any) -> None:
        self._request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
        self._stop = Event()
        self._clients = ThreadPoolExecutor(CLIENTS)
        self.ends: list[int | str] = []

    def __enter__(self) -> Self:
        for _ in range(CLIENTS):
            self._clients.submit(self._ask_again_and_again)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._clients.shutdown()

    def wait_for_more(self, requests: int) -> None:
        """Return once so many more requests have ended."""
        enough = len(self.ends) + requests
        deadline = time.monotonic() + PATIENCE
        while len(self.ends) < enough:
            assert time.monotonic() < deadline, f"not {enough} within {PATIENCE} s: {Counter(self.ends)}"
            time.sleep(0.05)

    def _ask_again_and_again(self) -> None:
        while not self._stop.wait(PAUSE):
            self.ends.append(self._ask())

    def _ask(self) -> int | str:
        try:
            with urlopen(self._request, timeout=30) as answer:  # noqa: S310  (our own loopback server)
                answer.read()
                return int(answer.status)
        except HTTPError as error:
            with error:
                return f"{error.code} {error.read().decode()}"
        except OSError as error:
            return repr(error)
