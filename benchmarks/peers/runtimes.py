"""What runs a model in servers that leave that to their users: scikit-learn, or ONNX Runtime."""

from collections.abc import Sequence

from .environments import Environment
from .interface import APPS, Peer, Place, Unavailable
from .pins import NUMPY, ONNXRUNTIME, SKLEARN

RUNTIMES = {"sklearn": "scikit-learn", "onnx": "ONNX Runtime"}
PACKAGES = {"sklearn": SKLEARN, "onnx": ONNXRUNTIME}


class WithRuntime(Peer):
    """A peer whose environment has its own packages and those of one runtime."""

    key: str
    """What its name begins with."""
    shared: str = ""
    """What its environment is called where another peer has the same; else as the peer."""
    called: str
    """What its title begins with."""
    packages: Sequence[str]

    def __init__(self, runtime: str) -> None:
        self.name = self.key + ("-onnx" if runtime == "onnx" else "")
        self.title = f"{self.called}, {RUNTIMES[runtime]}"
        self._runtime = runtime

    def install(self, place: Place) -> Sequence[Environment]:
        """Install its packages and the model's runtime; refuse what ONNX cannot take."""
        if self._runtime == "onnx" and not place.scenario.onnx:
            raise Unavailable("ONNX cannot take this model")
        return [environment(place, self.shared or self.key, self.packages, self._runtime)]

    def variables(self, place: Place) -> dict[str, str]:
        """Return what ``apps/predictor.py`` needs to know."""
        return variables(place, self._runtime)


def environment(place: Place, name: str, packages: Sequence[str], runtime: str) -> Environment:
    """Return an environment with *packages* and *runtime*."""
    return place.environments.get(f"{name}-{runtime}", [*packages, NUMPY, PACKAGES[runtime]])


def variables(place: Place, runtime: str) -> dict[str, str]:
    """Return what ``apps/predictor.py`` needs to know."""
    return {"PEER_MODEL": str(place.model.folder), "PEER_RUNTIME": runtime, "PYTHONPATH": str(APPS)}
