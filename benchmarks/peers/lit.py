"""LitServe, with requests joined into batches."""

import json
from collections.abc import Sequence

from .environments import Environment
from .handwritten import PACKAGES, RUNTIMES, check, variables
from .interface import APPS, Command, Model, Peer, Place, Process, Rows
from .pins import NUMPY

API = {"max_batch_size": 64, "batch_timeout": 0.0}
SERVER = {"workers_per_device": 1, "fast_queue": True, "timeout": 60}


class Lit(Peer):
    """A `LitServer` with one worker."""

    tuning = "one worker (one CPU), batches of up to 64 requests without waiting for more, `fast_queue`"
    of_interest = ("litserve",)

    def __init__(self, runtime: str) -> None:
        self.name = "litserve" + ("-onnx" if runtime == "onnx" else "")
        self.title = f"LitServe, {RUNTIMES[runtime]}"
        self._runtime = runtime

    def install(self, place: Place) -> Sequence[Environment]:
        """Install LitServe and the model's runtime."""
        check(place, self._runtime)
        packages = ["litserve==0.2.19", NUMPY, PACKAGES[self._runtime]]
        return [place.environments.get(f"litserve-{self._runtime}", packages)]

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Run the program."""
        command: Command = [environments[0].python, APPS / "litserve_app.py", str(port)]
        own = {"PEER_API": json.dumps(API), "PEER_SERVER": json.dumps(SERVER)}
        return [Process(command, variables(place, self._runtime) | own, place.work)]

    def body(self, model: Model, rows: Rows) -> bytes:  # noqa: ARG002  (rows have no names here)
        """Send a matrix."""
        return json.dumps({"rows": rows}, separators=(",", ":")).encode()

    def probabilities(self, model: Model, answer: bytes) -> Rows:  # noqa: ARG002  (the same)
        """Read a matrix."""
        given: Rows = json.loads(answer)["probabilities"]
        return given


PEERS: tuple[Peer, ...] = (Lit("sklearn"), Lit("onnx"))
