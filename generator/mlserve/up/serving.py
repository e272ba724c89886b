"""Run the servers in the foreground: until a signal stops them, or one of them ends by itself."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from mlserve.errors import MlserveError

from .console import Console
from .dotenv import seconds
from .relay import Relay
from .running import Outlet, Running
from .servers import Server
from .signals import Signals


def serve(servers: Sequence[Server], signals: Signals, console: Console) -> None:
    """Start *servers*, print the last one's URL when all are ready, and stop all of them at the end."""
    with started(servers, signals, console, _prefixed(servers, console)) as running:
        if signals.received is None:
            console.url(f"Swagger: {servers[-1].address.url('/docs')}  (Ctrl-C stops)")
        _stay(running, signals)
    console.done("stopped", "nothing is left running")


@contextmanager
def started(
    servers: Sequence[Server], signals: Signals, console: Console, outlets: Sequence[Outlet | None]
) -> Iterator[Sequence[Running]]:
    """Give *servers* as they run: ready, unless a signal came before; stop all at the end, however that comes."""
    running: list[Running] = []
    failures: list[str] = []
    try:
        _start(zip(servers, outlets, strict=True), running, signals, console)
        yield running
    except MlserveError as error:
        failures.append(error.message)
    finally:  # the last one first: it finishes what it has accepted, and asks the others for that
        failures += [failure for each in reversed(running) if (failure := each.stop(signals))]
        for each in running:
            each.finish()
    if failures:
        raise MlserveError("\n".join(dict.fromkeys(failures)))  # one that ended by itself is told of once


def _prefixed(servers: Sequence[Server], console: Console) -> list[Outlet | None]:
    """Have a lone server write to the terminal itself; several are told apart by what stands before their lines."""
    if len(servers) == 1:
        return [None]
    width = max(len(server.name) for server in servers)
    return [Relay(f"{server.name:<{width}}  | ", console) for server in servers]


def _start(
    servers: Iterable[tuple[Server, Outlet | None]], running: list[Running], signals: Signals, console: Console
) -> None:
    """Start one after the other, each when those before it are ready."""
    described = list(servers)
    alone = len(described) == 1
    for server, outlet in described:
        if signals.received is not None:
            return
        module = f"python -m {server.command[-1]}"
        text = module if alone else f"{module} on {server.address.url('')}"
        with console.step("serve", text, shows_output=True):
            called = "The server" if alone else f"The {server.name} server"
            running.append(Running(server, called, outlet))
            _wait_until_ready(running, signals)


def _wait_until_ready(running: Sequence[Running], signals: Signals) -> None:
    """Wait for the last one, and see that the others stay."""
    patience = seconds(os.environ.get("MLSERVE_READY_SECONDS"), 60.0)
    deadline = time.monotonic() + patience
    newest = running[-1]
    while signals.received is None:
        state = newest.ask()
        for each in running:
            each.require_alive()
        if state.ready:
            newest.ready = True
            return
        if time.monotonic() > deadline:
            raise MlserveError(
                f"{newest.called} was not ready within {patience:g} s and was stopped. It said {state.reason}"
                "\n(A slow model may need more: MLSERVE_READY_SECONDS=300 mlserve up)"
            )
        signals.wait(0.1)


def _stay(running: Sequence[Running], signals: Signals) -> None:
    while signals.received is None:
        for each in running:
            each.require_alive()
        signals.wait(5.0)
