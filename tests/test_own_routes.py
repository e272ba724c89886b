"""The place of an owner's own routes is the same for all, and what README says of it is so."""

import subprocess
import sys
from pathlib import Path

import pytest
from kinds import Bake
from own_routes import add_readmes_route

LIST = "x/api/routes/__init__.py"


def home_of(project: Path) -> Path:
    """Return the folder of the service server in *project*."""
    api = project / "services" / "api"
    return api if api.is_dir() else project


def test_the_place_is_the_same_in_both_layouts_and_all_presets(bake: Bake) -> None:
    cases = [(layout, preset) for layout in ("monolith", "microservice") for preset in ("simple", "standard", "full")]
    projects = [bake(f"{layout} {preset}", package_name="x", layout=layout, preset=preset) for layout, preset in cases]

    texts = {(home_of(project) / "src" / LIST).read_text(encoding="utf-8") for project in projects}

    assert len(texts) == 1
    for project in projects:
        main = (home_of(project) / "src/x/api/main.py").read_text(encoding="utf-8")
        assert "routes.own_routers(model, schemas, timeout=timeout)" in main


@pytest.mark.parametrize("layout", ["monolith", "microservice"])
@pytest.mark.parametrize("preset", ["simple", "full"])
def test_readmes_example_is_in_the_projects_own_style(bake: Bake, layout: str, preset: str) -> None:
    project = bake(layout=layout, preset=preset)

    added = add_readmes_route(home_of(project))

    assert [Path(name).name for name in added] == ["compare.py", "test_compare.py"]
    for arguments in (["check"], ["format", "--check"]):
        ruff = [sys.executable, "-m", "ruff", *arguments, "."]
        done = subprocess.run(ruff, cwd=project, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_readmes_example_is_the_same_in_both_layouts(bake: Bake) -> None:
    one, two = (bake(layout, package_name="x", layout=layout) for layout in ("monolith", "microservice"))

    files = [
        [(home_of(project) / name).read_bytes() for name in add_readmes_route(home_of(project))]
        for project in (one, two)
    ]

    assert files[0] == files[1]
