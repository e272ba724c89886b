"""Clients that share connections: a request that is due takes a free one, or waits until there is one."""

import asyncio
import ssl
import time
from collections import Counter, deque

from .connection import Connection
from .target import Target

_STALE = 2.0  # seconds; servers close what has been idle for longer (uvicorn after 5), perhaps just as we send
_PAUSE = 0.05  # before a server is tried again that has failed: it may be starting anew


class Clients:
    """At most *most* connections to *target*, opened as they are needed.

    A request is due at a certain time, and its latency counts from then: also what it waits for a connection, or
    for this process. Otherwise a server that is stuck would be asked less, and the waiting would not be seen: the
    "coordinated omission" of Gil Tene (https://github.com/giltene/wrk2), whose wrk2 counts in the same way.
    """

    def __init__(self, target: Target, most: int) -> None:
        self.latencies: list[tuple[float, float]] = []  # with the time of the answer
        self.late: list[float] = []  # how much later than due requests were sent that found a free connection
        self.errors: Counter[str] = Counter()
        self.said: dict[str, str] = {}
        self.asked = 0
        self.endless_until = 0.0  # until then a connection that becomes free is used again at once
        self._target = target
        self._most = most
        self._request = target.to_bytes()
        self._all: set[Connection] = set()
        self._free: list[Connection] = []
        self._waiting: deque[float] = deque()
        self._opening: set[asyncio.Task[None]] = set()
        self._tls = ssl.create_default_context() if target.origin.secure else None

    async def connect(self, number: int) -> None:
        """Open so many connections now, so that they cost no latency later."""
        self._free += await asyncio.gather(*[self._connect() for _ in range(number)])

    def ask(self, due: float) -> None:
        """Send a request that is *due*, or have it wait."""
        self.asked += 1
        connection = self._take()
        if connection is not None:
            self.late.append(time.perf_counter() - due)
            connection.send(due)
            return
        self._waiting.append(due)
        if len(self._all) + len(self._opening) < self._most:
            self._open()

    def unanswered(self) -> int:
        """Return how many requests have not ended."""
        return self.asked - len(self.latencies) - self.errors.total()

    def give_up(self, *, forgive: bool) -> None:
        """Send none of those that still wait, and close all connections; *forgive* what is not answered by now."""
        left = self.unanswered()
        if forgive:
            self.asked -= left
        elif left:
            self.errors["no answer"] += left
        self._waiting.clear()
        for task in self._opening:
            task.cancel()
        for connection in [*self._all]:
            connection.close()
        self._all.clear()

    # What connections tell.

    def answered(self, connection: Connection, status: int, body: bytes) -> None:
        """Note an answer, and use the connection for what waits."""
        if connection not in self._all:
            return
        now = connection.free_since
        if 200 <= status < 300:  # noqa: PLR2004  (2xx)
            self.latencies.append((now - connection.due, now))
        else:
            self.errors[str(status)] += 1
            self.said.setdefault(str(status), body.decode(errors="replace"))
        if connection.usable:
            self._use(connection, now)

    def lost(self, connection: Connection, *, busy: bool) -> None:
        """Note that its request will get no answer, and open another one where that is needed."""
        if connection not in self._all:
            return
        self._all.discard(connection)
        if connection in self._free:
            self._free.remove(connection)
        if busy:
            self.errors["connection lost"] += 1
        if self._needed():
            self._open(_PAUSE if busy else 0.0)

    # How connections are used.

    def _use(self, connection: Connection, now: float) -> None:
        if self._waiting:
            connection.send(self._waiting.popleft())
        elif now < self.endless_until:
            self.asked += 1
            connection.send(now)
        else:
            self._free.append(connection)

    def _take(self) -> Connection | None:
        while self._free:
            connection = self._free.pop()
            if time.perf_counter() - connection.free_since < _STALE:
                return connection
            self._all.discard(connection)
            connection.close()
        return None

    def _needed(self) -> bool:
        return bool(self._waiting) or time.perf_counter() < self.endless_until

    def _open(self, pause: float = 0.0) -> None:
        task = asyncio.get_running_loop().create_task(self._try_to_open(pause))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _try_to_open(self, pause: float) -> None:
        await asyncio.sleep(pause)
        try:
            self._use(await self._connect(), time.perf_counter())
        except OSError:
            self._refused()
            if self._needed():
                self._open(_PAUSE)

    def _refused(self) -> None:
        """Count the request that wanted the connection."""
        if self._waiting:
            self._waiting.popleft()
        else:
            self.asked += 1
        self.errors["no connection"] += 1

    async def _connect(self) -> Connection:
        origin = self._target.origin
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(self._request, self), origin.host, origin.port, ssl=self._tls
        )
        self._all.add(connection)
        return connection
