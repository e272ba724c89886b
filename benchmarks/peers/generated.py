"""What `mlserve new` makes, with everything on that the default preset has."""

from collections.abc import Sequence
from pathlib import Path

from mlserve.up import ports

from .environments import Environment
from .interface import Peer, Place, Process
from .projects import PACKAGE, home, serving_environment


class Generated(Peer):
    """A service server of ours, and what it asks."""

    path = "/v1/predict"
    of_interest = ("fastapi", "uvicorn", "onnxruntime")

    def service_server(self, place: Place, environment: Environment, source: Path, port: int, **own: str) -> Process:
        """Return the process of the service server whose sources are in *source*; *own* are further variables."""
        variables = {
            "API_PORT": str(port),
            "API_LOG_LEVEL": "warning",
            "API_DATABASE_URL": f"sqlite:///{place.work / 'service.db'}",
            "PYTHONPATH": str(source),
        }
        return Process([environment.python, "-m", f"{PACKAGE}.api"], variables | own, place.work)


class Monolith(Generated):
    """The service server with the model in its own process."""

    name = "monolith"
    title = "**mlserve, monolith**"
    tuning = "as generated; log level `warning`"

    def install(self, place: Place) -> Sequence[Environment]:
        """Install what serves; in a monolith, one environment."""
        return [serving_environment(place.parts["monolith"], "ml", place.environments, place.scenario)]

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start the service server."""
        project = place.parts["monolith"]
        models = str(project / "models")
        return [self.service_server(place, environments[0], project / "src", port, ML_MODELS_DIR=models)]


class Microservice(Generated):
    """The service server, and the ML server that it asks; both on the servers' CPU."""

    name = "microservice"
    title = "**mlserve, microservice**"
    tuning = "as generated; log level `warning`; both servers on the one CPU"

    def install(self, place: Place) -> Sequence[Environment]:
        """Install two environments: one for each service."""
        project = place.parts["microservice"]
        return [serving_environment(project, name, place.environments, place.scenario) for name in ("ml", "api")]

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start both servers at once."""
        project = place.parts["microservice"]
        ml_port = ports.free_port("127.0.0.1", port + 1)
        ml = {
            "ML_PORT": str(ml_port),
            "ML_LOG_LEVEL": "warning",
            "ML_MODELS_DIR": str(home(project, "ml") / "models"),
            "PYTHONPATH": str(home(project, "ml") / "src"),
        }
        source, url = home(project, "api") / "src", f"http://127.0.0.1:{ml_port}"
        return [
            Process([environments[0].python, "-m", f"{PACKAGE}.ml"], ml, place.work),
            self.service_server(place, environments[1], source, port, API_ML_URLS=url),
        ]


PEERS: tuple[Peer, ...] = (Monolith(), Microservice())
LAYOUTS = ("monolith", "microservice")
