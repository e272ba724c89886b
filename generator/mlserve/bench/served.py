"""Have a server to put under load: that of a project, started as `mlserve up` does, or one that runs already."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mlserve.errors import MlserveError
from mlserve.up import places, ports, prepared, project, serving
from mlserve.up.console import Console
from mlserve.up.dotenv import settings_in
from mlserve.up.running import Running
from mlserve.up.signals import Signals

from .example import WrongRequest
from .journal import Journal
from .origin import Origin


@dataclass(frozen=True)
class Served:
    """A server, and what we know of it where we have started it: its processes and its settings."""

    origin: Origin
    running: tuple[Running, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def pids(self) -> list[int]:
        """The processes of the servers."""
        return [each.pid for each in self.running]

    def require_alive(self) -> None:
        """Return if all run that we have started; else say how one ended."""
        for each in self.running:
            each.require_alive()


@contextmanager
def by_us(directory: Path, signals: Signals, console: Console) -> Iterator[Served]:
    """Serve the project in *directory* on a free port of this machine; what the servers say is kept for an error."""
    found = project.find(directory, command="mlserve bench")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        address = stack.enter_context(ports.held(besides=()))
        chosen = places.choose(found, address.host, address.port)
        servers = stack.enter_context(prepared(found, chosen, signals, console))
        journal = Journal(Path(folder) / "log")
        settings = {name: value for each in found.services for name, value in settings_in(each.folder).items()}
        try:
            with serving.started(servers, signals, console, [journal] * len(servers)) as running:
                try:
                    yield Served(Origin("http", address.host, address.port), tuple(running), settings)
                except WrongRequest:
                    journal.forget()
                    raise
        except MlserveError:
            if said := journal.tail():
                console.warn(f"the servers said last:\n{said}")
            raise
