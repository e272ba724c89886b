"""The least that a server can do: a constant as a bare ASGI app, and as a FastAPI route with a response model."""

from collections.abc import Sequence

from express import BARE
from history import CONSTANT

from .environments import Environment
from .handwritten import FASTAPI, uvicorn
from .interface import Peer, Place, Process


class Constant(Peer):
    """A server that predicts nothing."""

    path = "/constant"
    of_interest = ("uvicorn",)
    answers = False

    def __init__(self, name: str, title: str, source: str, does: str) -> None:
        self.name, self.title, self._source = name, title, source
        self.tuning = f"uvicorn with uvloop and httptools, one worker, no access log; {does}"

    def install(self, place: Place) -> Sequence[Environment]:
        """Install FastAPI and uvicorn, for both."""
        return [place.environments.get("constants", FASTAPI)]

    def prepare(self, place: Place, environment: Environment) -> None:  # noqa: ARG002  (one interface)
        """Write the app."""
        (place.work / "app.py").write_text(self._source, encoding="utf-8")

    def processes(self, place: Place, environments: Sequence[Environment], port: int) -> Sequence[Process]:
        """Start uvicorn."""
        return [Process(uvicorn(environments[0], place.work, "app:app", port))]


BARE_NAME, CONSTANT_NAME = "bare", "constant"
PEERS: tuple[Peer, ...] = (
    Constant(BARE_NAME, "*limit: a bare ASGI constant*", BARE, "reads the body, predicts nothing"),
    Constant(CONSTANT_NAME, "*limit: FastAPI's constant*", CONSTANT, "does not even read the body"),
)
