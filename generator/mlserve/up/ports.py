"""See that a port can be had before anything slow begins, and say who has it if not."""

import errno
import os
import socket
import sys
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager

from mlserve.errors import MlserveError

from .address import HIGHEST_PORT, LOOPBACK, Address
from .listeners import holder_of

_NEXT = 50  # ports tried to find a free one to offer


def require_free(address: Address, option: str = "--port ") -> None:
    """Return if a server can listen on *address*; else say why it cannot, and what to do (*option* sets the port)."""
    error = _bind_error(address.host, address.port)
    if error is None:
        return
    where = f"{address.host} port {address.port}"
    if isinstance(error, socket.gaierror | UnicodeError):
        raise MlserveError(f"The host {address.host!r} is not known: give one of this machine.")
    if error.errno == errno.EADDRINUSE:
        raise MlserveError(_taken(address, option))
    if error.errno in {errno.EACCES, errno.EPERM}:
        way_out = f"Choose one from 1024 on: {option}{free_port(address.host, 8000)}"
        raise MlserveError(f"You may not listen on {where}: it is a privileged port. {way_out}")
    if error.errno == errno.EADDRNOTAVAIL:
        raise MlserveError(f"{address.host} is no address of this machine: give another --host.")
    raise MlserveError(f"Nothing can listen on {where}: {error.strerror}")


def _taken(address: Address, option: str) -> str:
    holder = holder_of(address.port)
    free = free_port(address.host, address.port + 1)
    way_out = f"choose another one: {option}{free}"
    if holder is None:
        return f"Port {address.port} is taken by another process: stop that, or {way_out}"
    taken = f"Port {address.port} is taken by process {holder.pid} ({holder.command})"
    return f"{taken}: stop it (kill {holder.pid}), or {way_out}"


def free_port(host: str, first: int) -> int:
    """Return a port that can be had: *first*, or one of the next, or any."""
    for port in range(first, min(first + _NEXT, HIGHEST_PORT + 1)):
        if _bind_error(host, port) is None:
            return port
    with socket.socket() as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


@contextmanager
def held(*, besides: Collection[int]) -> Iterator[Address]:
    """Give a free address of this machine alone, none of the ports *besides*.

    On Linux nobody else is given it meanwhile: a bound socket that does not listen keeps it for whoever asks for just
    that port (with SO_REUSEADDR, as servers do). Elsewhere it is only free at this moment.
    """
    with ExitStack() as sockets:
        while True:
            probe = sockets.enter_context(socket.socket())
            if sys.platform == "linux":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((LOOPBACK, 0))
            port = int(probe.getsockname()[1])
            if port not in besides:
                break
        if sys.platform != "linux":
            sockets.close()
        yield Address(LOOPBACK, port)


def _bind_error(host: str, port: int) -> OSError | UnicodeError | None:
    """Bind as the server will: to each address of the host, without those of a family not there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        return error
    errors = [_bind_one(family, address) for family, _, _, _, address in dict.fromkeys(found)]
    real = [error for error in errors if error and error.errno != errno.EADDRNOTAVAIL]
    if real:
        return real[0]
    return errors[0] if all(errors) else None


def _bind_one(family: int, address: tuple[object, ...]) -> OSError | None:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EAFNOSUPPORT:
            error.errno = errno.EADDRNOTAVAIL
        return error
    return None
