"""Generate a project, put another recipe in the place of the example's, as its owner would, and train it."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from .environments import Environment, Environments
from .interface import APPS, Model
from .pins import SKLEARN
from .scenarios import Scenario

MLSERVE = Path(sys.executable).parent / "mlserve"
PACKAGE = "measured"


def make(folder: Path, layout: str, scenario: Scenario) -> Path:
    """Generate a project with everything that the default preset has, and give it the recipe of *scenario*."""
    command: list[str | Path] = [MLSERVE, "new", PACKAGE, "--layout", layout, "--yes", "--no-git", "--quiet"]
    place = folder / layout
    place.mkdir(parents=True)
    subprocess.run(command, cwd=place, check=True)
    project = place / PACKAGE
    (part(project, "ml") / "recipe.py").write_text(scenario.recipe, encoding="utf-8")
    return project


def part(project: Path, name: str) -> Path:
    """Return the folder of the Python package of one part: ``api`` or ``ml``."""
    (found,) = [*project.glob(f"src/{PACKAGE}/{name}"), *project.glob(f"services/{name}/src/{PACKAGE}/{name}")]
    return found


def home(project: Path, name: str) -> Path:
    """Return the folder with the ``pyproject.toml`` of one part."""
    return part(project, name).parents[2]


def requirements(folder: Path, *groups: str) -> Sequence[str]:
    """Return what the ``pyproject.toml`` in *folder* depends on, and what its *groups* hold."""
    declared = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = list(declared["project"]["dependencies"])
    for group in groups:
        found += [each for each in declared["dependency-groups"][group] if isinstance(each, str)]
    return found


def serving_environment(project: Path, name: str, environments: Environments, scenario: Scenario) -> Environment:
    """Return an environment that serves one part; a model kept as scikit-learn needs the group ``train``, too."""
    if name == "ml" and not scenario.onnx:
        return training_environment(project, environments)
    return environments.get(f"mlserve-{project.parent.name}-{name}", requirements(home(project, name)))


def training_environment(project: Path, environments: Environments) -> Environment:
    """Return an environment that trains."""
    name = f"mlserve-{project.parent.name}-train"
    return environments.get(name, [*requirements(home(project, "ml"), "train"), SKLEARN])


def train(project: Path, scenario: Scenario, environments: Environments) -> None:
    """Write the contract of the scenario's data where the example's does not fit, and make the artifact."""
    python = training_environment(project, environments).python
    contract = part(project, "api") / "contract.json"
    source = home(project, "ml") / "src"
    if scenario.own_contract:
        _run([python, APPS / "make_contract.py", PACKAGE, contract], source, project)
    models = home(project, "ml") / "models"
    command: list[str | Path] = [python, "-m", f"{PACKAGE}.ml.train", "--contract", contract, "--models-dir", models]
    _run(command, source, project)


def export(project: Path, scenario: Scenario, environments: Environments, folder: Path) -> Model:
    """Write the trained model of *project* into *folder*, for the peers."""
    python = training_environment(project, environments).python
    place = home(project, "ml")
    shutil.rmtree(folder, ignore_errors=True)
    count = str(scenario.rows * scenario.bodies)
    _run([python, APPS / "make_model.py", PACKAGE, place / "models", folder, count], place / "src", project)
    return Model.read(folder)


def _run(command: Sequence[str | Path], source: Path, folder: Path) -> None:
    subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(source)}, check=True, stdout=subprocess.DEVNULL
    )
