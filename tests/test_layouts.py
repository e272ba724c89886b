"""What the two layouts have in common: the code of both parts, and the versions that it needs."""

import re
import tomllib
from pathlib import Path

import pytest
from kinds import Bake

from mlserve.options import options
from mlserve.source import TEMPLATE

BATCHES = {Path("api/batcher.py"), Path("api/batches.py")}
"""The same texts as in ml/, which is another service's in this layout."""

DIFFERENT = {
    Path("api/main.py"),  # puts together what the layout has
    *BATCHES,
}
by_preset = pytest.mark.parametrize("preset", options()["preset"].choices)


def both(bake: Bake, **answers: str) -> list[Path]:
    """Make the same project in both layouts: the monolith, then the microservices."""
    names = {layout: "-".join([layout, *answers.values()]) for layout in ("monolith", "microservice")}
    return [bake(project_slug=name, package_name="x", layout=layout, **answers) for layout, name in names.items()]


def parts(project: Path) -> dict[Path, bytes]:
    """Return the files of ``api/`` and ``ml/``, with their texts, by path below the package."""
    return {
        file.relative_to(part.parent): file.read_bytes()
        for part in project.glob("**/src/x/*")
        for file in sorted(part.rglob("*"))
        if file.is_file()
    }


@by_preset
def test_files_move_from_one_layout_to_the_other_and_stay_as_they_are(bake: Bake, preset: str) -> None:
    monolith, microservice = map(parts, both(bake, preset=preset, operations="yes"))  # microservices always have it
    remote = {file for file in microservice if file.parts[:2] == ("api", "remote")}

    assert set(microservice) - set(monolith) == remote | BATCHES
    assert set(monolith) - set(microservice) == set()
    assert {file for file in monolith if monolith[file] != microservice[file]} <= DIFFERENT


def test_what_both_servers_do_alike_is_one_text(bake: Bake) -> None:
    files = parts(both(bake)[1])

    for name in ("batcher.py", "batches.py"):
        assert files[Path("api") / name] == files[Path("ml") / name]
    for name in ("direct.py", "graceful.py", "lifecycle.py", "limit.py", "metrics.py"):
        assert files[Path("api") / name] == files[Path("ml/server") / name]
    assert files[Path("api/workers/lifeline.py")] == files[Path("ml/lifeline.py")]


def test_no_file_of_the_parts_stands_twice_in_the_template() -> None:
    texts: dict[bytes, list[str]] = {}
    for file in sorted(TEMPLATE.rglob("*")):
        text = file.read_bytes() if file.is_file() else b""
        if text.count(b"\n") > 3:
            texts.setdefault(text, []).append(str(file))

    assert [files for files in texts.values() if len(files) > 1] == []


def requirements(project: Path) -> dict[str, set[str]]:
    """Return every bound that some pyproject.toml gives a dependency, by its name."""
    found: dict[str, set[str]] = {}
    for file in project.rglob("pyproject.toml"):
        pyproject = tomllib.loads(file.read_text(encoding="utf-8"))
        groups = [pyproject["project"].get("dependencies", []), *pyproject["dependency-groups"].values()]
        for requirement in (each for group in groups for each in group if isinstance(each, str)):
            name = re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]
            found.setdefault(name, set()).add(requirement.removeprefix(name))
    return found


def test_a_dependency_has_the_same_bounds_wherever_it_stands(bake: Bake) -> None:
    everywhere: dict[str, set[str]] = {}
    for project in (project for preset in options()["preset"].choices for project in both(bake, preset=preset)):
        for name, bounds in requirements(project).items():
            everywhere.setdefault(name, set()).update(bounds)

    assert {name: bounds for name, bounds in everywhere.items() if len(bounds) > 1} == {}


@by_preset
def test_the_service_server_depends_on_nothing_that_a_model_needs(bake: Bake, preset: str) -> None:
    service = bake(layout="microservice", preset=preset) / "services" / "api"
    pyproject = tomllib.loads((service / "pyproject.toml").read_text(encoding="utf-8"))
    asked = " ".join([*pyproject["project"]["dependencies"], *pyproject["dependency-groups"]["dev"]])

    assert not re.search("numpy|onnx|scikit|skops", asked)


@pytest.mark.parametrize("layout", ["monolith", "microservice"])
def test_the_answers_stand_in_the_root(bake: Bake, layout: str) -> None:
    pyproject = tomllib.loads((bake(layout=layout) / "pyproject.toml").read_text(encoding="utf-8"))

    assert pyproject["tool"]["mlserve"]["answers"]["layout"] == layout


@by_preset
def test_the_readme_beside_a_file_of_settings_lists_the_same(bake: Bake, preset: str) -> None:
    monolith, microservice = both(bake, preset=preset)
    for folder in (monolith, microservice / "services" / "api", microservice / "services" / "ml"):
        lines = (folder / ".env.example").read_text(encoding="utf-8").splitlines()
        settings = dict(line.split("=", 1) for line in lines if re.match("[A-Z_]+=", line))
        readme = (folder / "README.md").read_text(encoding="utf-8")

        assert settings
        assert dict(re.findall(r"^\| `([A-Z_]+)` \| `?(.*?)`? \|", readme, re.MULTILINE)) == settings
