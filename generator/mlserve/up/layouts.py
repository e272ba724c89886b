"""The services of each layout, in the order in which they start: clients talk to the last one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlserve.errors import MlserveError

from .pyproject import read

MOST_ML_SERVERS = 4
"""As many as the template offers."""


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
    copies: int = 1  # servers of it that run side by side

    @property
    def servers(self) -> tuple[str, ...]:
        """What its servers are called: ml, ml-2, …, as in compose.yaml."""
        return (self.name, *(f"{self.name}-{number}" for number in range(2, self.copies + 1)))

    def setting(self, name: str) -> str:
        """Return how a setting of its server is called: PORT of api is API_PORT."""
        return f"{self.name.upper()}_{name}"

    def shown(self, path: Path) -> str:
        """Return *path* as it is shown: from the project's folder on, where it is in there."""
        return str(path.relative_to(self.root) if path.is_relative_to(self.root) else path)


def _monolith(root: Path, package: str, pyproject: dict[str, Any]) -> tuple[Service, ...]:
    return (Service("api", root, root, pyproject, f"{package}.api", "/health/ready", f"{package}.ml.train"),)


def _microservice(root: Path, package: str, pyproject: dict[str, Any]) -> tuple[Service, ...]:
    ml, api = root / "services/ml", root / "services/api"
    contract = api / "src" / package / "api/contract.json"
    trainer, copies = f"{package}.ml.train", _ml_servers(root, pyproject)
    return (
        Service("ml", root, ml, _part(ml), f"{package}.ml", "/v2/health/ready", trainer, contract, copies),
        Service("api", root, api, _part(api), f"{package}.api", "/health/ready"),
    )


def _ml_servers(root: Path, pyproject: dict[str, Any]) -> int:
    """Return how many ML servers the project was made with; one, where its template did not ask."""
    answer = pyproject["tool"]["mlserve"]["answers"].get("ml_servers", "1")
    if isinstance(answer, str) and answer.isascii() and answer.isdecimal() and 1 <= int(answer[:3]) <= MOST_ML_SERVERS:
        return int(answer)
    where = f"[tool.mlserve.answers] in {root / 'pyproject.toml'}"
    raise MlserveError(f'{where} has no usable ml_servers (it is {answer!r}): give "1" to "{MOST_ML_SERVERS}".')


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
