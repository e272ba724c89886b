"""Run the service server on ``API_HOST:API_PORT``; SIGTERM and SIGINT stop it gracefully."""

import sys

from pydantic import ValidationError

from .graceful import Server, listen
from .logs import configure_logs
from .main import create_app
from .settings import APISettings


def main() -> None:
    """Serve until a signal says stop; exit 0 after a graceful stop."""
    try:
        settings = APISettings()
        app = create_app(settings)
    except ValidationError as error:
        sys.exit(f"error: the settings are not valid (environment or .env).\n{error}")
    configure_logs(settings.log_level, settings.log_format)
    server = Server(
        app,
        drain_seconds=settings.drain_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        log_config=None,
    )
    with listen(settings.host, settings.port, "API_") as listener:
        server.run([listener])


if __name__ == "__main__":
    main()
