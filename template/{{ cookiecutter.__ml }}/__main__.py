"""Run the ML server on ``ML_HOST:ML_PORT``; SIGTERM and SIGINT stop it gracefully."""

import sys

from pydantic import ValidationError

from .server.app import create_app
from .server.graceful import Server, listen
from .server.logs import log_config
from .settings import MLSettings

KEEP_ALIVE_SECONDS = 75
"""Longer than callers keep an idle connection: they close it, and never meet one just closed."""


def main() -> None:
    """Serve until a signal says stop; exit 0 after a graceful stop."""
    try:
        settings = MLSettings()
    except ValidationError as error:
        sys.exit(f"error: the settings are not valid (environment or .env).\n{error}")
    server = Server(
        create_app(settings),
        drain_seconds=settings.drain_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        log_config=log_config(settings.log_level, settings.log_format),
    )
    with listen(settings.host, settings.port, "ML_") as listener:
        server.run([listener])


if __name__ == "__main__":
    main()
