"""One command turns a monolith into microservices and back; what the owner wrote goes along, to the right service."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from checks import contents

from mlserve.options import template_version
from mlserve.update.requirements import edits_between, with_edits
from update.projects import Kept, Project

MIGRATION = "demo/api/store/migrations/versions/mine_001.py"
MODULES = {
    "src/demo/api/billing/rates.py": "services/api/src/demo/api/billing/rates.py",
    "src/demo/ml/features.py": "services/ml/src/demo/ml/features.py",
    "tests/api/test_billing.py": "services/api/tests/test_billing.py",
    "tests/ml/test_features.py": "services/ml/tests/test_features.py",
    f"src/{MIGRATION}": f"services/api/src/{MIGRATION}",
    "models/churn/1/model.onnx": "services/ml/models/churn/1/model.onnx",
    "docs/ours.md": "docs/ours.md",
}


@pytest.fixture
def monolith(generated: Kept) -> Project:
    """A monolith with modules, tests, settings, dependencies, a migration and an artifact of its owner."""
    project = Project(generated(template_version())).start()
    project.write(".gitignore", project.read(".gitignore").replace("/models/*\n!/models/.gitkeep\n", ""))
    for name in MODULES:
        project.write(name, f"# {name}\n")
    project.write("src/demo/ml/features.py", "import polars\n")
    project.write("src/demo/api/billing/rates.py", "import stripe_sdk.rates\n")
    project.replace("src/demo/ml/recipe.py", '"""', '"""Mine. ')
    project.replace("src/demo/api/settings.py", '"""', '"""Mine. ')
    project.replace("pyproject.toml", '    "prometheus', '    "polars>=1,<2",\n    "prometheus')
    project.replace("pyproject.toml", '    "structlog>=', '    "stripe-sdk>=3",\n    "structlog>=')
    project.replace("pyproject.toml", '    "uvicorn>=', '    "toolz>=1",\n    "uvicorn>=')
    project.replace("pyproject.toml", '"fastapi>=0.165,<0.200"', '"fastapi>=0.170,<0.200"')
    return project.commit()


def dependencies(project: Project, folder: str) -> list[str]:
    """Return what a service depends on."""
    found: dict[str, Any] = tomllib.loads(project.read(f"{folder}pyproject.toml"))
    listed: list[str] = found["project"]["dependencies"]
    return listed


def test_a_monolith_becomes_microservices_with_all_that_is_its_owners(monolith: Project, generated: Kept) -> None:
    before = contents(monolith.path)

    done = monolith.update("--layout", "microservice")

    assert done.exit_code == 0, done.output
    after = contents(monolith.path)
    assert {new: after.get(new) for new in MODULES.values()} == {new: before[old] for old, new in MODULES.items()}
    assert [old for old, new in MODULES.items() if old != new and old in after] == []
    assert '"""Mine. ' in monolith.read("services/ml/src/demo/ml/recipe.py")
    assert '"""Mine. ' in monolith.read("services/api/src/demo/api/settings.py")
    edited = {"pyproject.toml", ".gitignore", "recipe.py", "settings.py"}
    wanted = contents(generated(template_version(), "wanted", layout="microservice"))
    same = {name: data for name, data in wanted.items() if name.rpartition("/")[2] not in edited}
    assert {name: after.get(name) for name in same} == same
    assert set(after) == {*wanted, *MODULES.values()}


def test_dependencies_go_to_the_service_that_imports_them_else_to_both(monolith: Project) -> None:
    monolith.update("--layout", "microservice")

    api, ml = dependencies(monolith, "services/api/"), dependencies(monolith, "services/ml/")
    assert ("polars>=1,<2" in api, "polars>=1,<2" in ml) == (False, True)
    assert ("stripe-sdk>=3" in api, "stripe-sdk>=3" in ml) == (True, False)
    assert ("toolz>=1" in api, "toolz>=1" in ml) == (True, True)
    assert ("fastapi>=0.170,<0.200" in api, "fastapi>=0.170,<0.200" in ml) == (True, True)


def test_there_and_back_gives_the_tree_that_it_began_with(monolith: Project) -> None:
    before = contents(monolith.path)

    monolith.update("--layout", "microservice")
    done = monolith.update("--layout", "monolith")

    assert done.exit_code == 0, done.output
    after = contents(monolith.path)
    assert sorted(after) == sorted(before)
    assert {name: data for name, data in after.items() if before[name] != data} == {}


LABEL = 'LABEL org.opencontainers.image.vendor="Demo"\n'
FROM, OURS = "FROM python:3.11-slim AS deps", "FROM registry.example.com/python:3.11-slim AS deps"


def test_edits_of_what_each_service_has_one_of_go_wherever_they_have_a_place(monolith: Project) -> None:
    monolith.replace("Dockerfile", "\nUSER ", f"\n{LABEL}USER ")
    monolith.replace("Dockerfile", FROM, OURS)
    monolith.replace("Dockerfile", 'CMD ["python", "-m", "demo.api"]', 'CMD ["python", "-X", "dev", "-m", "demo.api"]')
    monolith.write(".dockerignore", monolith.read(".dockerignore") + "notebooks/\n")
    before = contents(monolith.commit().path)

    done = monolith.update("--layout", "microservice")

    assert done.exit_code == 0, done.output
    for service in ("services/api", "services/ml"):
        dockerfile = monolith.read(f"{service}/Dockerfile")
        assert (f"\n{LABEL}USER " in dockerfile, OURS in dockerfile, FROM in dockerfile) == (True, True, False)
        assert ('"-X", "dev"' in dockerfile) == (service == "services/api")
        assert "\nnotebooks/\n" in monolith.read(f"{service}/.dockerignore")
    monolith.update("--layout", "monolith")
    assert contents(monolith.path) == before


def test_what_one_service_has_in_its_dockerfile_comes_to_that_of_the_monolith(generated: Kept) -> None:
    project = Project(generated(template_version(), preset="simple", layout="microservice")).start()
    project.replace("services/ml/Dockerfile", "\nUSER ", f"\n{LABEL}USER ")

    project.commit().update("--layout", "monolith")

    assert f"\n{LABEL}USER " in project.read("Dockerfile")


def test_an_edit_of_a_dockerfile_that_has_no_place_any_more_is_a_conflict(generated: Kept) -> None:
    project = Project(generated(template_version(), preset="simple", layout="microservice")).start()
    project.replace("services/ml/Dockerfile", 'CMD ["python", "-m", "demo.ml"]', 'CMD ["/ours"]')

    done = project.commit().update("--layout", "monolith")

    assert done.exit_code == 3, done.output
    assert 'CMD ["/ours"]' in "".join(
        data.decode() for name, data in contents(project.path).items() if "Dockerfile" in name
    )


def test_what_no_commit_holds_stays_and_a_note_says_where_it_belongs(monolith: Project) -> None:
    monolith.write(".env", "API_PORT=9000\n")
    monolith.write("data/predictions.db", "rows\n")

    done = monolith.update("--layout", "microservice")

    assert monolith.read(".env") == "API_PORT=9000\n"
    assert monolith.read("data/predictions.db") == "rows\n"
    assert "mv .env services/api/.env" in done.output
    assert "mv data services/api/data" in done.output


def test_a_submodule_stays_where_gitmodules_has_it(generated: Kept, tmp_path: Path) -> None:
    library = Project(tmp_path / "library")
    library.write("lib.py", "x = 1\n")
    library.start()
    project = Project(generated(template_version(), preset="simple")).start()
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    project.git(*add, str(library.path), "src/demo/api/vendor")
    project.commit()
    before = project.git("submodule", "status")

    done = project.update("--layout", "microservice")

    assert done.exit_code == 0, done.output
    assert project.git("submodule", "status") == before
    assert project.read("src/demo/api/vendor/lib.py") == "x = 1\n"


def test_a_requirement_is_changed_at_its_place() -> None:
    old = '[project]\nname = "x"\ndependencies = [\n    "a>=1", # why\n    "c[x]>=1",\n]\n'
    new = old.replace('"a>=1"', '"a>=2"').replace('    "c[x]>=1",\n', '    "B.b",\n')

    edits = edits_between(old, new)["dependencies"]

    assert (edits.added, edits.changed, edits.removed) == ({"b-b": "B.b"}, {"a": "a>=2"}, {"c"})
    assert with_edits(old, "dependencies", edits, ["b-b"]) == new
