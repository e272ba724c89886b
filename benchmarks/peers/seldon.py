"""MLServer, with its runtime for scikit-learn."""

import json
from collections.abc import Sequence

from mlserve.up import ports

from .environments import Environment
from .interface import Model, Peer, Place, Process, Rows
from .pins import NUMPY, SKLEARN

SETTINGS = {"parallel_workers": 0, "debug": False, "host": "127.0.0.1"}
BATCHES = {"max_batch_size": 64, "max_batch_time": 0.001}


class MLServer(Peer):
    """``mlserver start`` of a folder; asked over the Open Inference Protocol v2, in JSON."""

    name = "mlserver"
    title = "MLServer, scikit-learn"
    tuning = "inference in the server's process (`parallel_workers` 0: one CPU), adaptive batches of up to 64 in 1 ms"
    path = "/v2/models/measured/infer"
    of_interest = ("mlserver", "fastapi")

    def install(self, place: Place) -> Sequence[Environment]:
        """Install MLServer and its runtime for scikit-learn."""
        packages = ["mlserver==1.7.1", "mlserver-sklearn==1.7.1", NUMPY, SKLEARN]
        return [place.environments.get("mlserver", packages)]

    def prepare(self, place: Place, environment: Environment) -> None:  # noqa: ARG002  (one interface)
        """Write its settings of the model."""
        model = {
            "name": "measured",
            "implementation": "mlserver_sklearn.SKLearnModel",
            "parameters": {"uri": str(place.model.folder / "model.joblib")},
            **(BATCHES if place.scenario.rows == 1 else {}),
        }
        (place.work / "model-settings.json").write_text(json.dumps(model), encoding="utf-8")

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start it on three ports: it has gRPC and metrics, too."""
        grpc = ports.free_port("127.0.0.1", port + 1)
        metrics = ports.free_port("127.0.0.1", grpc + 1)
        settings = {**SETTINGS, "http_port": port, "grpc_port": grpc, "metrics_port": metrics}
        (place.work / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        return [Process([environments[0].program("mlserver"), "start", place.work], {}, place.work)]

    def body(self, model: Model, rows: Rows) -> bytes:
        """Send one tensor."""
        tensor = {
            "name": "rows",
            "datatype": "FP32",
            "shape": [len(rows), len(model.names)],
            "data": [value for row in rows for value in row],
        }
        outputs = [{"name": "predict_proba"}]
        return json.dumps({"inputs": [tensor], "outputs": outputs}, separators=(",", ":")).encode()

    def probabilities(self, model: Model, answer: bytes) -> Rows:
        """Read one tensor."""
        data, width = json.loads(answer)["outputs"][0]["data"], len(model.classes)
        return [data[start : start + width] for start in range(0, len(data), width)]


PEERS: tuple[Peer, ...] = (MLServer(),)
