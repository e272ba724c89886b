"""Ray Serve, with requests joined into batches."""

from collections.abc import Sequence

from .environments import Environment
from .interface import APPS, Command, MatrixPeer, Peer, Place, Process
from .runtimes import WithRuntime

TUNED = {"RAY_SERVE_THROUGHPUT_OPTIMIZED": "1", "RAY_SERVE_ENABLE_HA_PROXY": "1"}


class RayServe(WithRuntime, MatrixPeer):
    """A cluster of one node, and on it one deployment."""

    tuning = (
        "one replica (one CPU), `@serve.batch` of up to 64 without waiting for more, "
        "`RAY_SERVE_THROUGHPUT_OPTIMIZED` and `RAY_SERVE_ENABLE_HA_PROXY`"
    )
    path = "/"
    of_interest = ("ray",)
    key = "ray"
    called = "Ray Serve"
    packages = ("ray[serve]==2.60.0",)

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Run the program, which starts the cluster, too."""
        own = {**TUNED, "RAY_USAGE_STATS_ENABLED": "0"}
        command: Command = [environments[0].python, APPS / "ray_app.py", str(port)]
        return [Process(command, self.variables(place) | own, place.work)]


PEERS: tuple[Peer, ...] = (RayServe("sklearn"), RayServe("onnx"))
