"""MLflow: `mlflow models serve`."""

import json
import shutil
import subprocess
from collections.abc import Sequence

from .environments import Environment
from .interface import APPS, Command, Model, Peer, Place, Process, Rows
from .pins import NUMPY, SKLEARN


class MLflow(Peer):
    """The scoring server that comes with MLflow."""

    name = "mlflow"
    title = "`mlflow models serve`, scikit-learn"
    tuning = "one worker (one CPU), in the environment of the model (`--env-manager local`)"
    path = "/invocations"
    of_interest = ("mlflow", "fastapi")

    def install(self, place: Place) -> Sequence[Environment]:
        """Install MLflow."""
        return [place.environments.get("mlflow", ["mlflow==3.17.2", NUMPY, SKLEARN])]

    def prepare(self, place: Place, environment: Environment) -> None:
        """Save the model in MLflow's format."""
        folder = place.work / "saved"
        shutil.rmtree(folder, ignore_errors=True)
        command = [environment.python, APPS / "save_mlflow.py", place.model.folder / "model.joblib", folder]
        subprocess.run(command, cwd=place.work, check=True, capture_output=True)

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start it; it finds uvicorn on the PATH."""
        programs = environments[0].folder / "bin"
        options = ["--port", str(port), "--env-manager", "local", "--workers", "1"]
        command: Command = [
            programs / "mlflow",
            "models",
            "serve",
            "--model-uri",
            place.work / "saved",
            *options,
        ]
        variables = {"PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin", "MLFLOW_DISABLE_TELEMETRY": "true"}
        return [Process(command, variables, place.work)]

    def body(self, model: Model, rows: Rows) -> bytes:  # noqa: ARG002  (rows have no names here)
        """Send a matrix."""
        return json.dumps({"inputs": rows}, separators=(",", ":")).encode()

    def probabilities(self, model: Model, answer: bytes) -> Rows:  # noqa: ARG002  (the same)
        """Read a matrix."""
        given: Rows = json.loads(answer)["predictions"]
        return given


PEERS: tuple[Peer, ...] = (MLflow(),)
