"""`mlserve up`: find the project, check the port, make `.venv`, train if needed, serve until told to stop."""

from pathlib import Path

from . import address, environment, ports, project, servers, serving, training
from .console import Console
from .dotenv import settings_in
from .signals import Signals

__all__ = ["up"]


def up(directory: Path, *, host: str | None = None, port: int | None = None, quiet: bool = False) -> None:
    """Run the project in *directory* in the foreground; return when a signal has stopped it cleanly."""
    address.check_flags(host, port)
    found = project.find(directory)
    where = address.choose(host, port, settings_in(found.entrance.folder))
    ports.require_free(where)
    console = Console(quiet=quiet)
    with Signals() as signals:
        for service in found.services:
            python = environment.prepare(service, signals, console)
            training.train_if_needed(service, python, signals, console)
        ports.require_free(where)  # minutes may have passed
        serving.serve([servers.server_of(found.entrance, where)], signals, console)
