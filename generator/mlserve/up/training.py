"""Train the example's model if the project has no artifact yet; a model of the user's own must be there."""

import shlex
from pathlib import Path

from mlserve.errors import MlserveError

from .console import Console
from .dotenv import settings_in
from .layouts import Service
from .signals import Signals
from .tasks import run
from .variables import inside


def require_model(service: Service) -> None:
    """Say what is missing where there is no artifact and nothing that would make one."""
    if service.trainer is None or _artifacts(service) or trains(service):
        return
    raise MlserveError(
        f"There is no model in {service.shown(_models(service))}, and this project trains none. Bring yours in: "
        f"mlserve model sync {shlex.quote(str(service.root))} --model FILE"
    )


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


def trains(service: Service) -> bool:
    """Whether the service has the module that trains, and not only models that were trained elsewhere."""
    module = (service.trainer or "").replace(".", "/")
    return (service.folder / "src" / f"{module}.py").is_file()


def _contract(service: Service) -> list[str]:
    """Have the data compared with what the service promises, where that is written down in another service."""
    found = service.contract is not None and service.contract.exists()
    return ["--contract", str(service.contract)] if found else []


def _artifacts(service: Service) -> list[Path]:
    return sorted(_models(service).glob("*/*/manifest.json"))


def _models(service: Service) -> Path:
    return service.folder / settings_in(service.folder).get("ML_MODELS_DIR", "models")
