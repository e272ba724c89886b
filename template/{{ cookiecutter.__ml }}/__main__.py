"""Run the ML server on ``ML_HOST:ML_PORT``; SIGTERM and SIGINT stop it gracefully."""

import socket
import sys
import time
from types import FrameType

import uvicorn
from pydantic import ValidationError

from .server.app import create_app
from .server.lifecycle import Lifecycle
from .server.logs import log_config
from .settings import MLSettings

KEEP_ALIVE_SECONDS = 75
"""Longer than callers keep an idle connection: they close it, and never meet one just closed."""


class Server(uvicorn.Server):
    """A server that drains first: not ready, but serving, for a while after the first signal."""

    def __init__(self, config: uvicorn.Config, lifecycle: Lifecycle, drain_seconds: float) -> None:
        super().__init__(config)
        self._lifecycle = lifecycle
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


def main() -> None:
    """Serve until a signal says stop; exit 0 after a graceful stop."""
    try:
        settings = MLSettings()
    except ValidationError as error:
        sys.exit(f"error: the settings are not valid (environment or .env).\n{error}")
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_config=log_config(settings.log_level, settings.log_format),
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    server = Server(config, app.state.lifecycle, settings.drain_seconds)
    with _listen(settings) as listener:
        server.run([listener])


def _listen(settings: MLSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host} port {settings.port}"
        sys.exit(f"error: cannot listen on {where}: {error.strerror}; set ML_HOST or ML_PORT")


if __name__ == "__main__":
    main()
