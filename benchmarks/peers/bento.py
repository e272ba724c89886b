"""BentoML, with a batchable method."""

import json
from collections.abc import Sequence

from .environments import Environment
from .interface import APPS, Command, MatrixPeer, Peer, Place, Process
from .runtimes import WithRuntime

METHOD = {"batchable": True, "batch_dim": 0, "max_batch_size": 100, "max_latency_ms": 60000}
SERVICE = {"workers": 1, "traffic": {"timeout": 60}, "logging": {"access": {"enabled": False}}}


class Bento(WithRuntime, MatrixPeer):
    """``bentoml serve`` of a service with one method."""

    tuning = "one worker (one CPU), adaptive batching of up to 100 rows, no access log"
    of_interest = ("bentoml",)
    key = "bentoml"
    called = "BentoML"
    packages = ("bentoml==1.4.40",)
    answered_as = None

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start the service from its source, as its quickstart does."""
        (bento,) = environments
        options: Command = ["--working-dir", APPS, "--host", "127.0.0.1", "--port", str(port), "--quiet"]
        command: Command = [bento.program("bentoml"), "serve", "bentoml_app:Predictor", *options]
        batches = METHOD if place.scenario.rows == 1 else METHOD | {"max_batch_size": 4 * place.scenario.rows}
        own = {
            "PEER_SERVICE": json.dumps(SERVICE),
            "PEER_METHOD": json.dumps(batches),
            "BENTOML_HOME": str(place.work / "home"),
            "BENTOML_DO_NOT_TRACK": "true",
            "PATH": bento.path,
        }
        return [Process(command, self.variables(place) | own)]


PEERS: tuple[Peer, ...] = (Bento("sklearn"), Bento("onnx"))
