"""LitServe, with requests joined into batches."""

import json
import signal
from collections.abc import Sequence

from .environments import Environment
from .interface import APPS, Command, MatrixPeer, Peer, Place, Process
from .runtimes import WithRuntime

API = {"max_batch_size": 64, "batch_timeout": 0.002}  # at 0, its worker would ask for requests all the time
SERVER = {"workers_per_device": 1, "fast_queue": True, "timeout": 60}


class Lit(WithRuntime, MatrixPeer):
    """A `LitServer` with one worker."""

    tuning = (
        "one worker (one CPU), batches of up to 64 requests in 2 ms (without that wait its worker spins, and the "
        "server has half a CPU), `fast_queue`, no access log"
    )
    of_interest = ("litserve",)
    key = "litserve"
    called = "LitServe"
    packages = ("litserve==0.2.19",)

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Run the program; SIGTERM ends its first process alone, Ctrl-C all of them."""
        own = {"PEER_API": json.dumps(API), "PEER_SERVER": json.dumps(SERVER)}
        command: Command = [environments[0].python, APPS / "litserve_app.py", str(port)]
        return [Process(command, self.variables(place) | own, place.work, stop=signal.SIGINT)]


PEERS: tuple[Peer, ...] = (Lit("sklearn"), Lit("onnx"))
