"""What people write by hand: FastAPI (``def``, ``async def``), Flask under gunicorn; scikit-learn or ONNX Runtime."""

from collections.abc import Sequence

from .environments import Environment
from .interface import APPS, Peer, Place, Process, Unavailable
from .pins import NUMPY, ONNXRUNTIME, SKLEARN

FASTAPI = ("fastapi[standard]==0.165.0", "uvicorn==0.54.0", "uvloop==0.23.0", "httptools==0.9.0")
FLASK = ("flask==3.1.3", "gunicorn==27.0.1", NUMPY)
RUNTIMES = {"sklearn": "scikit-learn", "onnx": "ONNX Runtime"}
PACKAGES = {"sklearn": SKLEARN, "onnx": ONNXRUNTIME}


def variables(place: Place, runtime: str) -> dict[str, str]:
    """Return what ``apps/predictor.py`` needs to know."""
    return {"PEER_MODEL": str(place.model.folder), "PEER_RUNTIME": runtime, "PYTHONPATH": str(APPS)}


def check(place: Place, runtime: str) -> None:
    """Refuse to serve with ONNX Runtime what ONNX cannot take."""
    if runtime == "onnx" and not place.scenario.onnx:
        raise Unavailable("ONNX cannot take this model")


def fastapi_environment(place: Place, runtime: str) -> Environment:
    """Return an environment with FastAPI and the model's runtime."""
    return place.environments.get(f"fastapi-{runtime}", [*FASTAPI, NUMPY, PACKAGES[runtime]])


def uvicorn(environment: Environment, app: str, port: int) -> list[str]:
    """Return the command that serves *app*, as fast as it goes."""
    options = ["--app-dir", str(APPS), "--port", str(port), "--no-access-log", "--log-level", "warning"]
    return [str(environment.python), "-m", "uvicorn", *options, app]


class HandWrittenFastAPI(Peer):
    """One route, pydantic in and out."""

    tuning = "uvicorn with uvloop and httptools, one worker (one CPU), no access log"
    of_interest = ("fastapi", "uvicorn")

    def __init__(self, route: str, runtime: str) -> None:
        self.name = f"fastapi-{route.split(maxsplit=1)[0]}" + ("-onnx" if runtime == "onnx" else "")
        self.title = f"FastAPI by hand, `{route}`, {RUNTIMES[runtime]}"
        self._route, self._runtime = route, runtime

    def install(self, place: Place) -> Sequence[Environment]:
        """Install FastAPI and the model's runtime."""
        check(place, self._runtime)
        return [fastapi_environment(place, self._runtime)]

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start uvicorn."""
        own = variables(place, self._runtime) | {"PEER_ROUTE": self._route}
        return [Process(uvicorn(environments[0], "fastapi_app:app", port), own)]


class HandWrittenFlask(Peer):
    """One route, nothing checked."""

    tuning = (
        "gunicorn with 2 x CPUs + 1 = 3 workers, as it recommends, and 4 threads each, which keep connections alive"
    )
    of_interest = ("flask", "gunicorn")

    def __init__(self, runtime: str) -> None:
        self.name = "flask" + ("-onnx" if runtime == "onnx" else "")
        self.title = f"Flask by hand, gunicorn, {RUNTIMES[runtime]}"
        self._runtime = runtime

    def install(self, place: Place) -> Sequence[Environment]:
        """Install Flask, gunicorn and the model's runtime."""
        check(place, self._runtime)
        return [place.environments.get(f"flask-{self._runtime}", [*FLASK, PACKAGES[self._runtime]])]

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start gunicorn."""
        options = ["--workers", "3", "--threads", "4", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
        command = [str(environments[0].program("gunicorn")), "--chdir", str(APPS), *options, "flask_app:app"]
        return [Process(command, variables(place, self._runtime))]


PEERS: tuple[Peer, ...] = (
    HandWrittenFastAPI("def", "sklearn"),
    HandWrittenFastAPI("async def", "sklearn"),
    HandWrittenFastAPI("def", "onnx"),
    HandWrittenFastAPI("async def", "onnx"),
    HandWrittenFlask("sklearn"),
    HandWrittenFlask("onnx"),
)
