"""Run the service server on ``API_HOST:API_PORT``; SIGTERM and SIGINT stop it gracefully."""

import socket
import sys
import time
from types import FrameType

import uvicorn
from pydantic import ValidationError

from .lifecycle import Lifecycle
from .logs import configure_logs
from .main import create_app
from .settings import APISettings


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
        settings = APISettings()
        app = create_app(settings)
    except ValidationError as error:
        sys.exit(f"error: the settings are not valid (environment or .env).\n{error}")
    configure_logs(settings.log_level, settings.log_format)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    server = Server(config, app.state.lifecycle, settings.drain_seconds)
    with _listen(settings) as listener:
        server.run([listener])


def _listen(settings: APISettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host} port {settings.port}"
        sys.exit(f"error: cannot listen on {where}: {error.strerror}; set API_HOST or API_PORT")


if __name__ == "__main__":
    main()
