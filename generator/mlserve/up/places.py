"""Where each server is to listen: clients' one where the user says, those behind it where only this machine is."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from mlserve.errors import MlserveError

from . import address, ports
from .address import HIGHEST_PORT, LOOPBACK, Address
from .dotenv import settings_in
from .project import Project


@dataclass(frozen=True)
class Place:
    """An address that the user has chosen, and what to write before a port to choose another one."""

    address: Address
    option: str


def choose(project: Project, host: str | None, port: int | None) -> dict[str, Place]:
    """Return what the user has chosen, by the servers' names; those behind the entrance may be left to us.

    Where a service has several servers, the port that is set is the first one's; the others take those after it.
    """
    front = project.entrance
    chosen = {front.name: Place(address.choose(host, port, settings_in(front.folder)), "--port ")}
    for service in project.behind:
        name = service.setting("PORT")
        number = address.port_in(settings_in(service.folder), name)
        if number is None:
            continue
        for server, taken in zip(service.servers, itertools.count(number), strict=False):
            if taken == chosen[front.name].address.port:
                way_out = f"choose another --port, or leave {name} unset"
                where = name if taken == number else f"The port of {server}, counted from {name},"
                raise MlserveError(
                    f"{where} is {taken}, which is where the {front.name} server is to listen: {way_out}."
                )
            if taken > HIGHEST_PORT:
                raise MlserveError(f"{name} is {number}, which leaves no port for {server}: give a lower one.")
            chosen[server] = Place(Address(LOOPBACK, taken), f"{name}=")
    return chosen


def require_free(chosen: Mapping[str, Place]) -> None:
    """Return if servers can listen where the user wants them; else say why they cannot."""
    for place in chosen.values():
        ports.require_free(place.address, place.option)


@contextmanager
def settled(project: Project, chosen: Mapping[str, Place]) -> Iterator[dict[str, Address]]:
    """Give every server its address, by name; *chosen* is checked again, as minutes may have passed."""
    require_free(chosen)
    addresses = {name: place.address for name, place in chosen.items()}
    with ExitStack() as held:
        for server in (server for service in project.behind for server in service.servers):
            if server not in addresses:
                taken = {each.port for each in addresses.values()}
                addresses[server] = held.enter_context(ports.held(besides=taken))
        yield addresses
