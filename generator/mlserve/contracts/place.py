"""Where a project keeps its contract and its models."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlserve.errors import MlserveError


@dataclass(frozen=True)
class Place:
    """The parts of a project that a model brings: the same in either layout but for where they are."""

    root: Path
    contract: Path
    ml: Path
    answers: dict[str, str]

    @classmethod
    def of(cls, root: Path, answers: dict[str, str]) -> "Place":
        """Return the places in the project at *root* that was made with *answers*."""
        apart = answers["layout"] == "microservice"
        api = root / "services" / "api" if apart else root
        ml = root / "services" / "ml" if apart else root
        return cls(root, api / "src" / answers["package_name"] / "api" / "contract.json", ml, answers)

    @property
    def models(self) -> Path:
        """The artifacts: name, then version."""
        return self.ml / "models"

    @property
    def example(self) -> Path:
        """The request that the README sends."""
        return self.root / "example.json"


def find_place(directory: Path, *, command: str) -> Place:
    """Return the places of the project in *directory*, or say what it lacks to be one; *command* is what needs it."""
    from mlserve.up.project import find  # and with it all that serving takes
    from mlserve.up.pyproject import read

    root = find(directory, command=command).folder
    answers: dict[str, Any] = read(root, hint="")["tool"]["mlserve"]["answers"]
    return Place.of(root, answers)


def refuse_trainer(place: Place, command: str) -> None:
    """Refuse a project that trains its model itself."""
    dataset = place.answers.get("dataset")
    if dataset != "own":
        raise MlserveError(
            f"{place.root} trains its own model ({dataset}): its contract follows ml/recipe.py. `{command}` is for "
            "projects made with `mlserve new NAME --model FILE`."
        )
