"""`mlserve up`: find the project, check the ports, make each `.venv`, train if needed, serve until told to stop."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from . import address, environment, places, project, servers, serving, training
from .console import Console
from .places import Place
from .project import Project
from .servers import Server
from .signals import Signals

__all__ = ["prepared", "up"]


def up(directory: Path, *, host: str | None = None, port: int | None = None, quiet: bool = False) -> None:
    """Run the project in *directory* in the foreground; return when a signal has stopped it cleanly."""
    address.check_flags(host, port)
    found = project.find(directory)
    chosen = places.choose(found, host, port)
    places.require_free(chosen)
    console = Console(quiet=quiet)
    with Signals() as signals, prepared(found, chosen, signals, console) as described:
        serving.serve(described, signals, console)


@contextmanager
def prepared(found: Project, chosen: Mapping[str, Place], signals: Signals, console: Console) -> Iterator[list[Server]]:
    """Install and train what is missing, then give the servers: they can be started."""
    for service in found.services:
        training.require_model(service)  # before minutes of installing
    for service in found.services:
        python = environment.prepare(service, signals, console)
        training.train_if_needed(service, python, signals, console)
    with places.settled(found, chosen) as addresses:
        yield servers.servers_of(found, addresses, console)
