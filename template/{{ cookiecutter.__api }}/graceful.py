"""Serve until a signal says stop: drain, close the port, finish what was accepted."""

import socket
import sys
import time
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

from .lifecycle import Lifecycle


class Server(uvicorn.Server):
    """A server that drains first: not ready, but serving, for a while after the first signal.

    Args:
        app: what is served; its ``state.lifecycle`` is told that the server is about to stop.
        drain_seconds: how long requests are still taken after that.
        options: further ones of ``uvicorn.Config``.
    """

    def __init__(self, app: FastAPI, *, drain_seconds: float, **options: Any) -> None:
        super().__init__(uvicorn.Config(app, access_log=False, server_header=False, **options))
        self._lifecycle: Lifecycle = app.state.lifecycle
        self._drain_seconds = drain_seconds
        self._stop_at = float("inf")

    def handle_exit(self, _sig: int, _frame: FrameType | None) -> None:
        """Start to drain; a second signal ends the draining, a third one the requests."""
        if self._lifecycle.draining:
            self.force_exit = self.should_exit
            self.should_exit = True
            return
        self._lifecycle.draining = True
        self._stop_at = time.monotonic() + self._drain_seconds

    async def on_tick(self, counter: int) -> bool:
        """Say whether to stop now: uvicorn asks ten times a second."""
        if time.monotonic() >= self._stop_at:
            self.should_exit = True
        return await super().on_tick(counter) or self.should_exit


def listen(host: str, port: int, prefix: str) -> socket.socket:
    """Return a socket that listens, or end the process and name the settings to change."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        change = f"set {prefix}HOST or {prefix}PORT"
        sys.exit(f"error: cannot listen on {host} port {port}: {error.strerror}; {change}")
