"""The smallest and the largest project: installed today, they pass their own checks, and the smallest serve.

The largest monolith is installed with pip, in `test_full_project`; the smallest microservices are what a monolith
becomes in `test_full_update`.
"""

from pathlib import Path

import pytest
from kinds import Bake
from sockets import free_port

from full.installing import command, install
from full.serving import predict_the_example, running
from mlserve.options import options

pytestmark = pytest.mark.full

ONE, OTHER, _ = options()["dataset"].choices
"""Each is with one preset in one layout, and with the other in the other."""


@pytest.mark.parametrize(
    ("layout", "preset", "dataset"),
    [
        ("monolith", "simple", OTHER),
        pytest.param("microservice", "full", OTHER, marks=pytest.mark.long),
    ],
)
def test_a_preset_passes_its_own_checks(bake: Bake, layout: str, preset: str, dataset: str) -> None:
    project = bake(project_name="x", layout=layout, preset=preset, dataset=dataset)
    pythons = {part: install(part, "dev") for part in sorted(project.glob("services/*")) or [project]}

    for part, python in pythons.items():
        command(part, python, "-m", "mypy")
        command(part, python.with_name("lint-imports"))
        command(part, python, "-m", "pytest", "-q")
    if project in pythons:
        whole = pythons[project]
    else:
        whole = install(project, "dev", itself=False)
        command(project, whole, "-m", "mypy")
        command(project, whole, "-m", "pytest", "-q")
    command(project, whole, "-m", "ruff", "check", ".")
    command(project, whole, "-m", "ruff", "format", "--check", ".")


def test_a_simple_project_has_working_jobs_and_feedback_where_they_were_asked_for(bake: Bake) -> None:
    project = bake(project_name="x", preset="simple", history="yes", jobs="yes", feedback="yes")
    python = install(project, "dev")

    command(project, python, "-m", "mypy")
    command(project, python, "-m", "pytest", "-q", "tests/ml", "tests/test_feedback.py", "tests/test_jobs.py")


@pytest.mark.parametrize(("layout", "dataset"), [("monolith", OTHER), ("microservice", ONE)])
def test_the_simple_preset_is_served_by_one_command(mlserve: Path, tmp_path: Path, layout: str, dataset: str) -> None:
    port = free_port()
    chosen = ["--layout", layout, "--preset", "simple", "--dataset", dataset]
    arguments = ["new", "demo", "--yes", *chosen, "--up", "--port", str(port)]

    with running(tmp_path, [str(mlserve), *arguments]) as url:
        assert url == f"http://127.0.0.1:{port}/docs"
        answer = predict_the_example(f"http://127.0.0.1:{port}")

    assert answer["model"] == {"name": dataset, "version": "1"}
