"""An owner's routes have a place that no update changes; what stood in `main.py` before is not lost either."""

from pathlib import Path

import pytest
from checks import contents
from own_routes import add_readmes_route

from mlserve.options import template_version
from mlserve.past import HERE, past_versions, unpack
from mlserve.source import SOURCE
from update.projects import Kept, Project

PLACE = "template/{{ cookiecutter.__api }}/routes/__init__.py"
LIST = "src/demo/api/routes/__init__.py"
MAIN = "src/demo/api/main.py"
END_OF_ROUTERS = "            stays=lifecycle.check,\n        ),\n"
PORT, BEDS, BEAMS = "API_PORT=8000\n", "# beds of a ward\nWARD_BEDS=12\n", "\nML_BEAMS=2\n"

OWN = {
    LIST: f"services/api/{LIST}",
    "src/demo/api/routes/compare.py": "services/api/src/demo/api/routes/compare.py",
    "src/demo/api/ward/settings.py": "services/api/src/demo/api/ward/settings.py",
    "tests/api/test_compare.py": "services/api/tests/test_compare.py",
}
"""What the owner wrote, and where it is in the other layout."""


@pytest.fixture
def project(generated: Kept) -> Project:
    """A project of today's template with the route of its README, a module, a test and settings of its owner's."""
    project = Project(generated(template_version())).start()
    add_readmes_route(project.path)
    project.write("src/demo/api/ward/settings.py", "BEDS = 12\n")
    project.replace(".env.example", PORT, PORT + BEDS)
    project.write(".env.example", project.read(".env.example") + BEAMS)
    return project.commit()


def written(project: Project, names: list[str]) -> list[bytes]:
    """Return the files that the owner wrote."""
    return [(project.path / name).read_bytes() for name in names]


@pytest.mark.parametrize("version", past_versions())
def test_the_place_is_as_it_was_when_it_came(version: str, tmp_path: Path) -> None:
    unpack(HERE / f"{version}.tar.xz", tmp_path)
    then = (tmp_path / PLACE).read_bytes()

    if b"def own_routers" in then:
        assert then == (SOURCE / PLACE).read_bytes()


@pytest.mark.parametrize("answer", ["history=no", "preset=full", "preset=simple"])
def test_an_own_route_stays_whatever_else_changes(project: Project, answer: str) -> None:
    before = written(project, [*OWN])

    done = project.update("--set", answer)

    assert done.exit_code == 0, done.output
    assert written(project, [*OWN]) == before
    settings = project.read(".env.example")
    assert (PORT + BEDS in settings, settings.endswith(BEAMS)) == (True, True)


def test_an_own_route_goes_to_another_layout_and_back_byte_for_byte(project: Project) -> None:
    before, own = contents(project.path), written(project, [*OWN])

    there = project.update("--layout", "microservice")
    moved, left = written(project, [*OWN.values()]), [name for name in OWN if (project.path / name).exists()]
    settings = [project.read(f"services/{service}/.env.example") for service in ("api", "ml")]
    back = project.update("--layout", "monolith")

    assert (there.exit_code, back.exit_code) == (0, 0), there.output + back.output
    assert (moved, left) == (own, [])
    assert [(PORT + BEDS in text, BEAMS in text) for text in settings] == [(True, False), (False, True)]
    assert contents(project.path) == before


def test_a_route_in_main_comes_to_the_newest_template(generated: Kept) -> None:
    project = Project(generated("0.4.0")).start()
    add_to_main(project)

    done = project.update()

    assert done.exit_code == 0, done.output
    assert "        hello_router(),\n" in project.read(MAIN)
    assert "def own_routers" in project.read(LIST)


def test_a_route_in_main_that_conflicts_is_kept_and_can_be_moved_to_its_place(generated: Kept) -> None:
    project = Project(generated("0.4.0")).start()
    add_to_main(project)
    main = f"services/api/{MAIN}"

    done = project.update("--layout", "microservice")

    assert (done.exit_code, f"\n  {main}\n" in done.output) == (3, True)
    assert f"git -C {project.path} add" in done.output
    assert f"git -C {project.path} reset --merge" in done.output
    assert "        hello_router(),\n" in project.read(main).split("<<<<<<< yours\n")[1].split("=======\n")[0]
    project.git("checkout", "--theirs", main)
    project.replace(f"services/api/{LIST}", "    return []\n", "    return [hello_router()]\n")
    project.git("add", "--all")
    project.git("commit", "--quiet", "--no-edit")
    assert "own_routers(model, schemas" in project.read(main)
    assert project.update().output.startswith("Up to date")
    assert project.update("--layout", "monolith").exit_code == 0
    assert "    return [hello_router()]\n" in project.read(LIST)


def add_to_main(project: Project) -> None:
    """Add a route as owners had to until 0.4.0."""
    project.write("src/demo/api/routes/hello.py", "def hello_router() -> None:\n    '''Mine.'''\n")
    health = "from .routes.health import health_router\n"
    project.replace(MAIN, health, f"{health}from .routes.hello import hello_router\n")
    project.replace(MAIN, END_OF_ROUTERS, f"{END_OF_ROUTERS}        hello_router(),\n")
    project.commit()
