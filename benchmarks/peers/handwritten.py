"""What people write by hand: FastAPI (``def``, ``async def``), Flask under gunicorn."""

from collections.abc import Sequence
from pathlib import Path

from .environments import Environment
from .interface import APPS, Command, Peer, Place, Process
from .runtimes import WithRuntime, environment

FASTAPI = ("fastapi[standard]==0.165.0", "uvicorn==0.54.0", "uvloop==0.23.0", "httptools==0.9.0")


def fastapi_environment(place: Place, runtime: str) -> Environment:
    """Return an environment with FastAPI and the model's runtime."""
    return environment(place, HandWrittenFastAPI.shared, FASTAPI, runtime)


def uvicorn(environment: Environment, folder: Path, app: str, port: int) -> Command:
    """Return the command that serves the *app* in *folder*, as fast as it goes."""
    options: Command = ["--app-dir", folder, "--port", str(port), "--no-access-log", "--log-level", "warning"]
    return [environment.python, "-m", "uvicorn", *options, app]


class HandWrittenFastAPI(WithRuntime):
    """One route, pydantic in and out."""

    tuning = "uvicorn with uvloop and httptools, one worker (one CPU), no access log"
    of_interest = ("fastapi", "uvicorn")
    shared = "fastapi"
    packages = FASTAPI

    def __init__(self, route: str, runtime: str) -> None:
        self.key = f"{self.shared}-{route.split(maxsplit=1)[0]}"
        self.called = f"FastAPI by hand, `{route}`"
        self._route = route
        super().__init__(runtime)

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start uvicorn."""
        own = self.variables(place) | {"PEER_ROUTE": self._route}
        return [Process(uvicorn(environments[0], APPS, "fastapi_app:app", port), own)]


class HandWrittenFlask(WithRuntime):
    """One route, nothing checked."""

    tuning = (
        "gunicorn with 2 x CPUs + 1 = 3 workers, as it recommends, and 4 threads each, which keep connections alive"
    )
    of_interest = ("flask", "gunicorn")
    key = "flask"
    called = "Flask by hand, gunicorn"
    packages = ("flask==3.1.3", "gunicorn==27.0.1")

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start gunicorn."""
        options = ["--workers", "3", "--threads", "4", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
        command: Command = [environments[0].program("gunicorn"), "--chdir", APPS, *options, "flask_app:app"]
        return [Process(command, self.variables(place))]


PEERS: tuple[Peer, ...] = (
    HandWrittenFastAPI("def", "sklearn"),
    HandWrittenFastAPI("async def", "sklearn"),
    HandWrittenFastAPI("def", "onnx"),
    HandWrittenFastAPI("async def", "onnx"),
    HandWrittenFlask("sklearn"),
    HandWrittenFlask("onnx"),
)
