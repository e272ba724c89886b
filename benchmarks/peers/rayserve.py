"""Ray Serve, with requests joined into batches."""

import json
from collections.abc import Sequence

from .environments import Environment
from .handwritten import PACKAGES, RUNTIMES, check, variables
from .interface import APPS, Command, Model, Peer, Place, Process, Rows
from .pins import NUMPY

TUNED = {"RAY_SERVE_THROUGHPUT_OPTIMIZED": "1", "RAY_SERVE_ENABLE_HA_PROXY": "1"}


class RayServe(Peer):
    """A cluster of one node, and on it one deployment."""

    tuning = (
        "one replica (one CPU), `@serve.batch` of up to 64 without waiting for more, "
        "`RAY_SERVE_THROUGHPUT_OPTIMIZED` and `RAY_SERVE_ENABLE_HA_PROXY`"
    )
    path = "/"
    of_interest = ("ray",)

    def __init__(self, runtime: str) -> None:
        self.name = "ray" + ("-onnx" if runtime == "onnx" else "")
        self.title = f"Ray Serve, {RUNTIMES[runtime]}"
        self._runtime = runtime

    def install(self, place: Place) -> Sequence[Environment]:
        """Install Ray Serve and the model's runtime."""
        check(place, self._runtime)
        packages = ["ray[serve]==2.60.0", NUMPY, PACKAGES[self._runtime]]
        return [place.environments.get(f"ray-{self._runtime}", packages)]

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Run the program, which starts the cluster, too."""
        command: Command = [environments[0].python, APPS / "ray_app.py", str(port)]
        own = {**TUNED, "RAY_USAGE_STATS_ENABLED": "0"}
        return [Process(command, variables(place, self._runtime) | own, place.work)]

    def body(self, model: Model, rows: Rows) -> bytes:  # noqa: ARG002  (rows have no names here)
        """Send a matrix."""
        return json.dumps({"rows": rows}, separators=(",", ":")).encode()

    def probabilities(self, model: Model, answer: bytes) -> Rows:  # noqa: ARG002  (the same)
        """Read a matrix."""
        given: Rows = json.loads(answer)["probabilities"]
        return given


PEERS: tuple[Peer, ...] = (RayServe("sklearn"), RayServe("onnx"))
