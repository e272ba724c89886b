"""How a service's server is started, where it will be reached, and how long it may take to stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .address import Address
from .console import Console
from .dotenv import seconds, settings_in
from .layouts import Service
from .processes import Child
from .project import Project
from .variables import inside, set_in
from .venvs import python_in

_DRAIN, _SHUTDOWN, _MARGIN = 0.0, 30.0, 3.0  # the defaults of the generated settings


@dataclass(frozen=True)
class Server:
    """A server that can be started."""

    name: str
    command: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str]
    address: Address
    ready_path: str
    grace: float

    def start(self, output: IO[bytes] | None = None) -> Child:
        """Start it; without *output*, what it says goes straight to the terminal."""
        return Child(self.command, folder=self.folder, environment=self.environment, output=output, grace=self.grace)


def servers_of(project: Project, addresses: Mapping[str, Address], console: Console) -> list[Server]:
    """Describe the servers; each is told its address, so that it is where we say, and the entrance the others'."""
    described = []
    behind = [name for service in project.behind for name in service.servers]
    for service in project.services:
        for name in service.servers:
            address = addresses[name]
            decided = _own_socket(service, name)
            if name in behind:
                decided[service.setting("HOST")] = address.host
            elif behind:
                decided["API_ML_URLS"] = ",".join(addresses[each].url("") for each in behind)
            _tell_overridden(service, decided, console)
            described.append(_server_of(service, name, address, decided))
    return described


def _own_socket(service: Service, name: str) -> dict[str, str]:
    """Return the setting that gives another server of one service a Unix socket of its own, where they have any."""
    setting = service.setting("SOCKET")
    path = settings_in(service.folder).get(setting)
    return {setting: f"{path}-{name.rpartition('-')[2]}"} if path and name != service.name else {}


def _server_of(service: Service, name: str, address: Address, decided: Mapping[str, str]) -> Server:
    python = python_in(service.folder / ".venv")
    told = {service.setting("HOST"): address.host, service.setting("PORT"): str(address.port), **decided}
    return Server(
        name,
        [python, "-m", service.server],
        service.folder,
        set_in(inside(python), told),
        address,
        service.ready_path,
        _grace(service),
    )


def _grace(service: Service) -> float:
    settings = settings_in(service.folder)
    drain = seconds(settings.get(service.setting("DRAIN_SECONDS")), _DRAIN)
    shutdown = seconds(settings.get(service.setting("SHUTDOWN_SECONDS")), _SHUTDOWN)
    return drain + shutdown + _MARGIN


def _tell_overridden(service: Service, decided: Mapping[str, str], console: Console) -> None:
    """Say which of the user's settings do not count here; their values may hold secrets."""
    settings = settings_in(service.folder)
    for name, value in decided.items():
        if settings.get(name, value) != value:
            where = f"in the environment or {service.shown(service.folder / '.env')}"
            console.warn(f"{name} is set ({where}), but what is started here gets {name}={value}")
