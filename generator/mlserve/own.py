"""A trained model of the user's: on its way from a file into a project."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .contracts.place import Place
from .dependencies import add_dependencies, compatible
from .errors import UsageMistake
from .progress import Progress

if TYPE_CHECKING:
    from .adopt import Adopted, Given

CONTRACT, EXAMPLE, MODELS = "contract.json", "example.json", "models"


@dataclass(frozen=True)
class Own:
    """A model that was read and verified, and the folder that has all that a project gets of it."""

    folder: Path
    adopted: "Adopted"

    @property
    def answers(self) -> dict[str, str]:
        """The answers that such a project must give."""
        return {"dataset": "own", "runtime": self.adopted.runtime}

    @property
    def needed(self) -> list[str]:
        """The requirements that the model has beyond those of its runtime."""
        versions = self.adopted.manifest["libraries"]
        return [compatible(name, versions.get(name, "")) for name in self.adopted.needs]

    def place(self, project: Path, answers: Mapping[str, str]) -> None:
        """Put the contract, an example and the artifact into the tree at *project*, which was made with *answers*."""
        place = Place.of(project, dict(answers))
        shutil.copyfile(self.folder / CONTRACT, place.contract)
        shutil.copyfile(self.folder / EXAMPLE, place.example)
        shutil.copytree(self.folder / MODELS, place.models, dirs_exist_ok=True)
        add_dependencies(place.ml / "pyproject.toml", self.needed)


def given_model(  # noqa: PLR0913  (as many as the flags)
    model: str | None,
    sample: str | None,
    python: str | None,
    *,
    name: str = "",
    trust: bool,
    enforce: bool,
    tolerance: float,
) -> "Given | None":
    """Return the model that the flags name, if they name one."""
    if model is None:
        if sample or python or trust or enforce or tolerance:
            raise UsageMistake("--sample, --trust, --python, --enforce-ranges and --tolerance go with --model")
        return None
    return model_at(model, sample, python, name=name, trust=trust, enforce=enforce, tolerance=tolerance)


def model_at(  # noqa: PLR0913  (as many as the flags)
    file: str,
    sample: str | None,
    python: str | None,
    *,
    name: str = "",
    trust: bool,
    enforce: bool = False,
    tolerance: float,
) -> "Given":
    """Return the model in *file*, and what the flags say of it."""
    from .adopt import Given

    sample_file, interpreter = (Path(each) if each else None for each in (sample, python))
    return Given(Path(file), sample_file, trust, interpreter, name, enforce, tolerance)


@contextmanager
def adopting(given: "Given | None", progress: Progress, *, version: str = "1") -> Iterator[Own | None]:
    """Read and verify the model that is *given*, if any, in a folder that is gone afterwards."""
    if given is None:
        yield None
        return
    from .adopt import adopt

    with tempfile.TemporaryDirectory(prefix="mlserve-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with progress.step(f"read {given.model.name}"):
            adopted = adopt(given, folder, version=version)
        yield Own(folder, adopted)


def refuse_other_data(flags: Mapping[str, str | None]) -> None:
    """Refuse flags that a model answers itself."""
    for key, own in (("dataset", "own"), ("runtime", None)):
        if flags.get(key) not in {None, own}:
            raise UsageMistake(f"--model brings its own {key}; leave --{key} out")
