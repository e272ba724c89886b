"""BentoML, with a batchable method."""

import json
from collections.abc import Sequence

from .environments import Environment
from .handwritten import PACKAGES, RUNTIMES, check, variables
from .interface import APPS, Model, Peer, Place, Process, Rows
from .pins import NUMPY

METHOD = {"batchable": True, "batch_dim": 0, "max_batch_size": 100, "max_latency_ms": 60000}
SERVICE = {"workers": 1, "traffic": {"timeout": 60}, "logging": {"access": {"enabled": False}}}


class Bento(Peer):
    """``bentoml serve`` of a service with one method."""

    tuning = "one worker (one CPU), adaptive batching of up to 100 rows, no access log"
    of_interest = ("bentoml",)

    def __init__(self, runtime: str) -> None:
        self.name = "bentoml" + ("-onnx" if runtime == "onnx" else "")
        self.title = f"BentoML, {RUNTIMES[runtime]}"
        self._runtime = runtime

    def install(self, place: Place) -> Sequence[Environment]:
        """Install BentoML and the model's runtime."""
        check(place, self._runtime)
        packages = ["bentoml==1.4.40", NUMPY, PACKAGES[self._runtime]]
        return [place.environments.get(f"bentoml-{self._runtime}", packages)]

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start the service from its source, as its quickstart does."""
        options = ["--working-dir", str(APPS), "--host", "127.0.0.1", "--port", str(port), "--quiet"]
        command = [str(environments[0].program("bentoml")), "serve", "bentoml_app:Predictor", *options]
        batches = METHOD if place.scenario.rows == 1 else METHOD | {"max_batch_size": 4 * place.scenario.rows}
        own = {
            "PEER_SERVICE": json.dumps(SERVICE),
            "PEER_METHOD": json.dumps(batches),
            "BENTOML_HOME": str(place.work / "home"),
            "BENTOML_DO_NOT_TRACK": "true",
        }
        path = f"{environments[0].folder / 'bin'}:/usr/local/bin:/usr/bin:/bin"
        return [Process(command, variables(place, self._runtime) | own | {"PATH": path})]

    def body(self, model: Model, rows: Rows) -> bytes:  # noqa: ARG002  (rows have no names here)
        """Name the method's parameter."""
        return json.dumps({"rows": rows}, separators=(",", ":")).encode()

    def probabilities(self, model: Model, answer: bytes) -> Rows:  # noqa: ARG002  (the same)
        """Read a matrix."""
        given: Rows = json.loads(answer)
        return given


PEERS: tuple[Peer, ...] = (Bento("sklearn"), Bento("onnx"))
