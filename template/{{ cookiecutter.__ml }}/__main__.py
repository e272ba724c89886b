"""Run the ML server: the model over the Open Inference Protocol v2, on ``ML_HOST:ML_PORT``."""

import uvicorn

from .server import create_app
from .settings import MLSettings


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    settings = MLSettings()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        server_header=False,
    )


if __name__ == "__main__":
    main()
