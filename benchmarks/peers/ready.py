"""Get a peer ready: install it, prepare it, and check what it answers; or say why that cannot be."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mlserve.up import ports

from . import wrk
from .checking import check
from .environments import Environment, InstallationFailed, size
from .interface import Peer, Place, Unavailable
from .privacy import without_places
from .progress import say
from .results import About, Results
from .serving import Failed, Serving, serving

FIRST_PORT = 8600
LIBRARIES = ("scikit-learn", "onnxruntime")
"""Distributions whose versions are kept of each peer that has them, besides those that it names."""


@dataclass(frozen=True)
class Ready:
    """A peer that is installed and prepared."""

    peer: Peer
    place: Place
    environments: Sequence[Environment]
    bodies: Sequence[bytes]
    script: Path

    @contextmanager
    def serving(self) -> Iterator[Serving]:
        """Serve until the block ends."""
        port = ports.free_port("127.0.0.1", FIRST_PORT)
        processes = self.peer.processes(self.place, self.environments, port)
        with serving(processes, self.place.work / "log.txt", port, self.peer.path, self.bodies[0]) as server:
            yield server


def get_ready(peer: Peer, place: Place, results: Results) -> Ready | None:
    """Install and prepare *peer*, and check its answers; where that cannot be, its reason goes into *results*."""
    about = About(peer.title, peer.tuning, peer.answers)
    results.peers[peer.name] = about
    place.work.mkdir(parents=True, exist_ok=True)
    try:
        environments = peer.install(place)
        versions = {name: version for each in environments for name, version in each.versions.items()}
        about.versions = {name: versions[name] for name in (*peer.of_interest, *LIBRARIES) if name in versions}
        about.size = size(environments)
        peer.prepare(place, environments[0])
        rows = place.scenario.rows
        groups = [place.model.rows[n * rows : (n + 1) * rows] for n in range(place.scenario.bodies)]
        bodies = [peer.body(place.model, group) for group in groups]
        ready = Ready(peer, place, environments, bodies, wrk.write_script(place.work, bodies))
        with ready.serving() as server:
            check(peer, server, place.model, bodies, rows)
    except (InstallationFailed, Unavailable, Failed, subprocess.CalledProcessError) as error:
        about.reason = without_places(str(error))
        say(f"{peer.name}: left out: {error}")
        return None
    say(f"{peer.name}: answers as the model does; first 200 after {server.cold:.2f} s")
    return ready
