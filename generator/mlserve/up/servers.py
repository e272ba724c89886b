"""How a service's server is started, where it will be reached, and how long it may take to stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .address import Address
from .dotenv import seconds, settings_in
from .processes import Child
from .project import Service
from .variables import inside
from .venvs import python_in

_DRAIN, _SHUTDOWN, _MARGIN = 0.0, 30.0, 3.0  # the defaults of the generated settings


@dataclass(frozen=True)
class Server:
    """A server that can be started."""

    command: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str]
    address: Address
    grace: float

    def start(self) -> Child:
        """Start it; what it says goes straight to the terminal."""
        return Child(self.command, folder=self.folder, environment=self.environment, grace=self.grace)


def server_of(service: Service, address: Address) -> Server:
    """Describe the server that clients talk to; it is told its address, so that it is where we say."""
    python = python_in(service.folder / ".venv")
    variables = inside(python) | {"API_HOST": address.host, "API_PORT": str(address.port)}
    settings = settings_in(service.folder)
    drain = seconds(settings.get("API_DRAIN_SECONDS"), _DRAIN)
    shutdown = seconds(settings.get("API_SHUTDOWN_SECONDS"), _SHUTDOWN)
    grace = drain + shutdown + _MARGIN
    return Server([python, "-m", service.server], service.folder, variables, address, grace)
