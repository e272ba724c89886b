"""Run the servers in the foreground: until a signal stops them, or one of them ends by itself."""

import os
import time
from collections.abc import Sequence

from mlserve.errors import MlserveError

from .console import Console
from .dotenv import seconds
from .relay import Relay
from .running import Running
from .servers import Server
from .signals import Signals


def serve(servers: Sequence[Server], signals: Signals, console: Console) -> None:
    """Start *servers*, print the last one's URL when all are ready, and stop all of them at the end."""
    running: list[Running] = []
    failures: list[str] = []
    try:
        _start(servers, running, signals, console)
        if signals.received is None:
            console.url(f"Swagger: {servers[-1].address.url('/docs')}  (Ctrl-C stops)")
        _stay(running, signals)
    except MlserveError as error:
        failures.append(error.message)
    finally:  # the last one first: it finishes what it has accepted, and asks the others for that
        failures += [failure for each in reversed(running) if (failure := each.stop(signals))]
        for each in running:
            each.finish()
    if failures:
        raise MlserveError("\n".join(dict.fromkeys(failures)))  # one that ended by itself is told of once
    console.done("stopped", "nothing is left running")


def _start(servers: Sequence[Server], running: list[Running], signals: Signals, console: Console) -> None:
    """Start one after the other, each when those before it are ready."""
    alone = len(servers) == 1
    width = max(len(server.name) for server in servers)
    for server in servers:
        if signals.received is not None:
            return
        module = f"python -m {server.command[-1]}"
        text = module if alone else f"{module} on {server.address.url('')}"
        with console.step("serve", text, shows_output=True):
            called = "The server" if alone else f"The {server.name} server"
            relay = None if alone else Relay(f"{server.name:<{width}}  | ", console)
            running.append(Running(server, called, relay))
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
