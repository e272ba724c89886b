"""Put a target under load for some seconds: as fast as so many clients can, or at a constant rate."""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress

from mlserve.errors import MlserveError

from .clients import Clients
from .result import Result
from .target import Target

GRACE = 5.0  # seconds that the last answers have to come in
_LOOK = 0.05
_TICK = 0.001  # to wait for less is to wait actively: the server needs the CPU, too
_BURST = 32

Going = Callable[[], bool]
"""Says whether to go on; it may raise, which ends the load."""

Drive = Callable[[Clients, float, float], Coroutine[None, None, None]]
"""Has clients ask, from a time to another."""


def closed_loop(target: Target, connections: int, seconds: float, going: Going) -> Result:
    """Have *connections* clients ask, each again as soon as it has its answer."""

    async def drive(clients: Clients, start: float, end: float) -> None:
        clients.endless_until = end
        for _ in range(connections):
            clients.ask(start)
        await _until(end, going)
        clients.endless_until = 0.0

    return _run(_load(Clients(target, connections), connections, seconds, going, drive))


def open_loop(target: Target, rate: float, most: int, seconds: float, going: Going) -> Result:
    """Ask *rate* times a second, whatever the answers do, over *most* connections; up to a millisecond late."""

    async def drive(clients: Clients, start: float, end: float) -> None:
        number, look = 0, start
        while (due := start + number / rate) < end:
            now = time.perf_counter()
            if now >= look:
                if not going():
                    return
                look = now + _LOOK
            if due > now:
                await asyncio.sleep(min(max(due - now, _TICK), _LOOK))
                continue
            clients.ask(due)
            number += 1
            if not number % _BURST:
                await asyncio.sleep(0)  # late: answers are read, too

    return _run(_load(Clients(target, most), 1, seconds, going, drive))


async def _load(clients: Clients, connections: int, seconds: float, going: Going, drive: Drive) -> Result:
    try:
        await clients.connect(connections)
        cpu, start = time.process_time(), time.perf_counter()
        end = start + seconds
        await drive(clients, start, end)
        passed = max(_LOOK, min(end, time.perf_counter()) - start)  # less than *seconds* where it was stopped
        used = (time.process_time() - cpu) / passed
        while clients.unanswered() and time.perf_counter() < end + GRACE and going():  # noqa: ASYNC110  (no event tells of a signal)
            await asyncio.sleep(_LOOK)
    except OSError as error:
        raise MlserveError(f"The server takes no {connections} connections: {error}") from error
    finally:
        clients.give_up(forgive=not going())
    return Result(
        seconds=passed,
        asked=clients.asked,
        latencies=sorted(latency for latency, _ in clients.latencies),
        late=sorted(clients.late),
        in_time=sum(when <= start + passed for _, when in clients.latencies),
        errors=clients.errors,
        said=clients.said,
        client_cpu=used,
    )


async def _until(end: float, going: Going) -> None:
    while (left := end - time.perf_counter()) > 0 and going():  # noqa: ASYNC110  (the same)
        await asyncio.sleep(min(left, _LOOK))


def _run(load: Coroutine[None, None, Result]) -> Result:
    """Run *load* on the quickest event loop there is."""
    if sys.platform != "win32":
        with suppress(ImportError):
            import uvloop

            return uvloop.run(load)
    return asyncio.run(load)
