"""The services of each layout, in the order in which they start: clients talk to the last one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlserve.errors import MlserveError

from .pyproject import read


@dataclass(frozen=True)
class Service:
    """One server: where its `pyproject.toml` and its `.venv` are, and the modules that run and train it."""

    name: str
    root: Path  # the project's folder; the service's own may be deeper
    folder: Path
    pyproject: dict[str, Any]
    server: str
    ready_path: str  # answers 200 once the server is ready
    trainer: str | None = None
    contract: Path | None = None  # given to the trainer where that is another service's file

    def setting(self, name: str) -> str:
        """Return how a setting of its server is called: PORT of api is API_PORT."""
        return f"{self.name.upper()}_{name}"

    def shown(self, path: Path) -> str:
        """Return *path* as it is shown: from the project's folder on, where it is in there."""
        return str(path.relative_to(self.root) if path.is_relative_to(self.root) else path)


def _monolith(root: Path, package: str, pyproject: dict[str, Any]) -> tuple[Service, ...]:
    return (Service("api", root, root, pyproject, f"{package}.api", "/health/ready", f"{package}.ml.train"),)


def _microservice(root: Path, package: str, _: dict[str, Any]) -> tuple[Service, ...]:
    ml, api = root / "services/ml", root / "services/api"
    contract = api / "src" / package / "api/contract.json"
    return (
        Service("ml", root, ml, _part(ml), f"{package}.ml", "/v2/health/ready", f"{package}.ml.train", contract),
        Service("api", root, api, _part(api), f"{package}.api", "/health/ready"),
    )


def _part(folder: Path) -> dict[str, Any]:
    """Read a service's own `pyproject.toml`: it decides its own environment."""
    hint = "The layout 'microservice' needs it: put it back."
    if not folder.is_dir():
        raise MlserveError(f"There is no folder {folder}. {hint}")
    return read(folder, hint=hint)


LAYOUTS: dict[str, Callable[[Path, str, dict[str, Any]], tuple[Service, ...]]] = {
    "monolith": _monolith,
    "microservice": _microservice,
}
