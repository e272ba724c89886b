"""Train the example's model if the project has no artifact yet."""

import shlex
from pathlib import Path

from mlserve.errors import MlserveError

from .console import Console
from .dotenv import settings_in
from .layouts import Service
from .signals import Signals
from .tasks import run
from .variables import inside


def train_if_needed(service: Service, python: Path, signals: Signals, console: Console) -> None:
    """Leave the service with an artifact, or say why there is none."""
    if service.trainer is None or _artifacts(service):
        return
    command = [str(python), "-m", service.trainer, *_contract(service)]
    repeat = f"To repeat just this: cd {shlex.quote(str(service.folder))} && {shlex.join(command)}"
    with console.step("train", f"python -m {service.trainer}", shows_output=True) as line:
        outcome = run(
            command,
            folder=service.folder,
            environment=inside(python),
            signals=signals,
            shown=not console.quiet,
        )
        if outcome.code:
            said = f":\n{outcome.tail}" if outcome.tail else "; what it said stands above."
            raise MlserveError(f"The training failed (exit code {outcome.code}){said}\n{repeat}")
        made = _artifacts(service)
        if not made:
            raise MlserveError(f"The training left no artifact in {_models(service)}.\n{repeat}")
        line.text = f"wrote {service.shown(made[0].parent)}"


def _contract(service: Service) -> list[str]:
    """Have the data compared with what the service promises, where that is written down in another service."""
    found = service.contract is not None and service.contract.exists()
    return ["--contract", str(service.contract)] if found else []


def _artifacts(service: Service) -> list[Path]:
    return sorted(_models(service).glob("*/*/manifest.json"))


def _models(service: Service) -> Path:
    return service.folder / settings_in(service.folder).get("ML_MODELS_DIR", "models")
