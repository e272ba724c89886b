"""MLflow: `mlflow models serve`."""

import shutil
import subprocess
from collections.abc import Sequence

from .environments import Environment
from .interface import APPS, Command, MatrixPeer, Peer, Place, Process
from .pins import NUMPY, SKLEARN


class MLflow(MatrixPeer):
    """The scoring server that comes with MLflow."""

    name = "mlflow"
    title = "`mlflow models serve`, scikit-learn"
    tuning = "one worker (one CPU), in the environment of the model (`--env-manager local`)"
    path = "/invocations"
    of_interest = ("mlflow", "fastapi")
    given_as, answered_as = "inputs", "predictions"

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
        (mlflow,) = environments
        options = ["--port", str(port), "--env-manager", "local", "--workers", "1"]
        command: Command = [
            mlflow.program("mlflow"),
            "models",
            "serve",
            "--model-uri",
            place.work / "saved",
            *options,
        ]
        variables = {"PATH": mlflow.path, "MLFLOW_DISABLE_TELEMETRY": "true"}
        return [Process(command, variables, place.work)]


PEERS: tuple[Peer, ...] = (MLflow(),)
