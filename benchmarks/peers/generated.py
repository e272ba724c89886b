"""What `mlserve new` makes, with everything on that the default preset has."""

from collections.abc import Sequence

from mlserve.up import ports

from .environments import Environment
from .interface import Peer, Place, Process
from .projects import PACKAGE, home, serving_environment


class Monolith(Peer):
    """The service server with the model in its own process."""

    name = "monolith"
    title = "**mlserve, monolith**"
    tuning = "as generated; log level `warning`"
    path = "/v1/predict"
    of_interest = ("fastapi", "uvicorn", "onnxruntime")

    def install(self, place: Place) -> Sequence[Environment]:
        """Install what serves; in a monolith, one environment."""
        return [serving_environment(place.parts["monolith"], "ml", place.environments, place.scenario)]

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start the service server."""
        project = place.parts["monolith"]
        variables = {
            "API_PORT": str(port),
            "API_LOG_LEVEL": "warning",
            "API_DATABASE_URL": f"sqlite:///{place.work / 'service.db'}",
            "ML_MODELS_DIR": str(project / "models"),
            "PYTHONPATH": str(project / "src"),
        }
        return [Process([environments[0].python, "-m", f"{PACKAGE}.api"], variables, place.work)]


class Microservice(Peer):
    """The service server, and the ML server that it asks; both on the servers' CPU."""

    name = "microservice"
    title = "**mlserve, microservice**"
    tuning = "as generated; log level `warning`; both servers on the one CPU"
    path = "/v1/predict"
    of_interest = ("fastapi", "uvicorn", "onnxruntime")

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
        api = {
            "API_PORT": str(port),
            "API_LOG_LEVEL": "warning",
            "API_DATABASE_URL": f"sqlite:///{place.work / 'service.db'}",
            "API_ML_URLS": f"http://127.0.0.1:{ml_port}",
            "PYTHONPATH": str(home(project, "api") / "src"),
        }
        return [
            Process([environments[0].python, "-m", f"{PACKAGE}.ml"], ml, place.work),
            Process([environments[1].python, "-m", f"{PACKAGE}.api"], api, place.work),
        ]


PEERS: tuple[Peer, ...] = (Monolith(), Microservice())
LAYOUTS = ("monolith", "microservice")
