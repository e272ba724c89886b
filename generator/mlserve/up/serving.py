"""Run the servers in the foreground: until a signal stops them, or one of them ends by itself."""

import os
import signal
import time
from collections.abc import Sequence

from mlserve.errors import MlserveError

from . import health
from .address import Address
from .console import Console
from .dotenv import seconds
from .processes import Child
from .servers import Server
from .signals import Signals

_STOPPED_BY_US = {0, -signal.SIGINT, -signal.SIGTERM}  # a server may end with the signal it was sent


def serve(servers: Sequence[Server], signals: Signals, console: Console) -> None:
    """Start *servers*, print the last one's URL when all are ready, and stop all of them at the end."""
    children: list[Child] = []
    try:
        for server in servers:
            with console.step("serve", f"python -m {server.command[-1]}", shows_output=True):
                children.append(server.start())
                _wait_until_ready(children[-1], server.address, signals)
        if signals.received is None:
            console.url(f"Swagger: {servers[-1].address.url('/docs')}  (Ctrl-C stops)")
        _stay(children, signals)
    finally:
        killed = [child for child in reversed(children) if not child.stop(signals)]
    if killed:
        raise MlserveError(f"The server did not stop within {killed[0].grace:g} s and was killed.")
    for child in children:
        if os.name == "posix" and (code := child.poll()) not in _STOPPED_BY_US:
            raise MlserveError(f"The server was told to stop, and ended with {_ending(code)}.")
    console.done("stopped", "nothing is left running")


def _wait_until_ready(child: Child, address: Address, signals: Signals) -> None:
    patience = seconds(os.environ.get("MLSERVE_READY_SECONDS"), 60.0)
    deadline = time.monotonic() + patience
    while signals.received is None:
        state = health.ask(address)
        if (code := child.poll()) is not None:
            ended = f"The server ended with {_ending(code)} before it was ready"
            raise MlserveError(f"{ended}: what it said last stands above.")
        if state.ready:
            return
        if time.monotonic() > deadline:
            raise MlserveError(
                f"The server was not ready within {patience:g} s and was stopped. It said {state.reason}"
                "\n(A slow model may need more: MLSERVE_READY_SECONDS=300 mlserve up)"
            )
        signals.wait(0.1)


def _stay(children: Sequence[Child], signals: Signals) -> None:
    while signals.received is None:
        for child in children:
            if (code := child.poll()) is not None:
                raise MlserveError(f"The server ended by itself, with {_ending(code)}.")
        signals.wait(5.0)


def _ending(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
