"""A project of each of the last three releases, with its owner's edits, is updated and passes its own tests.

Those, that is, which an update can break; one project runs all of them, after it has become microservices as well.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from own_routes import add_readmes_route

from full import owner, repository
from full.installing import command, install
from mlserve.past import past_versions
from mlserve.render import render
from update.projects import Project, template_of

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("update")]  # they share environments

LAST_THREE = past_versions()[-3:]
PARTS = {"monolith": [""], "microservice": ["services/api/", "services/ml/"]}
BREAKABLE = [
    "test_artifacts.py",
    "test_compare.py",
    "test_contract.py",
    "test_limits.py",
    "test_migrations.py",
    "test_operations.py",
    "test_own_contract.py",
    "test_own_routes.py",
    "test_predict.py",
    "test_settings.py",
    "test_train.py",
    "test_units.py",
]
"""Those that ask each part of what an update merges, in seconds."""

Environment = Callable[[Path], Path]


def owned(version: str, folder: Path, **answers: str) -> Project:
    """Return a project of a release with its owner's edits, committed."""
    source, all_answers = template_of(version, folder / "template", **answers)
    project = Project(render(all_answers, folder / "made", source)).start()
    owner.edit(project, answers["layout"])
    return project


@pytest.mark.parametrize("version", LAST_THREE)
@pytest.mark.parametrize("layout", ["monolith", "microservice"])
def test_an_updated_project_with_edits_passes_its_own_tests(
    mlserve: Path, environment: Environment, tmp_path: Path, version: str, layout: str
) -> None:
    project = repository.make(owned(version, tmp_path, layout=layout), PARTS[layout][0], tmp_path / "notes")

    command(project.path, mlserve, "update")

    assert owner.lost(project.path) + repository.lost(project) == []
    command(project.path, mlserve, "check", "--accept-deleted")
    project.git("commit", "--quiet", "--all", "--message", "what is deleted shall be gone")
    command(project.path, mlserve, "check")
    add_readmes_route(project.path / PARTS[layout][0])
    for name in PARTS[layout]:
        part = project.path / name
        python = environment(part)
        source = str(part / "src")
        command(part, python, "-m", "mypy", "--cache-dir", python.parents[2] / "mypy", PYTHONPATH=source)
        command(part, python.with_name("lint-imports"), PYTHONPATH=source)
        chosen = [file for file in sorted((part / "tests").rglob("test_*.py")) if file.name in BREAKABLE]
        command(part, python, "-m", "pytest", "-q", *chosen, PYTHONPATH=source)
    python = environment(project.path)
    command(project.path, python, "-m", "ruff", "check", ".")
    command(project.path, python, "-m", "ruff", "format", "--check", ".")


def test_a_monolith_with_edits_becomes_microservices_that_pass_all_of_their_own_tests(
    mlserve: Path, tmp_path: Path
) -> None:
    project = owned(LAST_THREE[-1], tmp_path, layout="monolith", preset="simple")
    command(project.path, mlserve, "update")
    add_readmes_route(project.path)
    owner.put_in_its_place(project)

    command(project.path, mlserve, "update", "--layout", "microservice")

    assert owner.lost(project.path) == []
    pythons = {project.path / name: install(project.path / name, "dev") for name in PARTS["microservice"]}
    pythons[project.path] = install(project.path, "dev", itself=False)
    for part, python in pythons.items():
        command(part, python, "-m", "mypy")
        command(part, python, "-m", "pytest", "-q")
        if part != project.path:
            command(part, python.with_name("lint-imports"))
    command(project.path, python, "-m", "ruff", "check", ".")
    command(project.path, python, "-m", "ruff", "format", "--check", ".")
