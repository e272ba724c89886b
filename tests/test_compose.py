"""The compose files: a database and several ML servers where asked for, guarded as all else; else nothing of them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from checks import texts
from kinds import Bake

by_layout = pytest.mark.parametrize("layout", ["monolith", "microservice"])
GUARDED = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}


def compose(project: Path) -> Any:
    """Return what a project's compose file says, anchors and all resolved."""
    return yaml.safe_load((project / "compose.yaml").read_text(encoding="utf-8"))


@by_layout
def test_every_service_is_guarded_and_only_the_service_server_is_published(bake: Bake, layout: str) -> None:
    services = compose(bake(layout=layout, database="postgresql", ml_servers="3"))["services"]

    assert {name: {key: each.get(key) for key in GUARDED} for name, each in services.items()} == dict.fromkeys(
        services, GUARDED
    )
    assert [name for name, each in services.items() if "ports" in each] == ["api"]
    assert [each["networks"] for name, each in services.items() if name != "api" and "networks" in each] == [
        ["private"] for name in services if name != "api" and layout == "microservice"
    ]


@by_layout
def test_the_service_server_waits_for_tables_in_a_database_that_has_no_password_by_default(
    bake: Bake, layout: str
) -> None:
    project = bake(layout=layout, database="postgresql")
    found = compose(project)
    services = found["services"]
    url = services["api"]["environment"]["API_DATABASE_URL"]

    assert services["api"]["depends_on"]["upgrade"] == {"condition": "service_completed_successfully"}
    assert services["upgrade"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["upgrade"]["environment"] == {"API_DATABASE_URL": url}
    assert services["upgrade"]["image"] == services["api"]["image"]
    assert url.startswith("postgresql://api:${POSTGRES_PASSWORD:?")
    assert url.endswith("}@database/api")
    assert services["database"]["image"] == "postgres:18"
    assert services["database"]["environment"] == {
        "POSTGRES_USER": "api",
        "POSTGRES_PASSWORD": "${POSTGRES_PASSWORD}",
    }
    assert services["database"]["volumes"] == ["database:/var/lib/postgresql"]
    assert "database" in found["volumes"]
    assert "\n# POSTGRES_PASSWORD=\n" in (project / ".env.example").read_text(encoding="utf-8")


@by_layout
@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_ci_has_what_the_tests_need_of_postgresql_and_a_password_for_compose(bake: Bake, layout: str, ci: str) -> None:
    project = bake(layout=layout, database="postgresql", ci=ci)
    path = {"github": ".github/workflows/ci.yml", "gitlab": ".gitlab-ci.yml"}[ci]
    found = yaml.safe_load((project / path).read_text(encoding="utf-8"))
    jobs = found["jobs"].values() if ci == "github" else [each for each in found.values() if "script" in each]
    shown = list(map(str, jobs))

    assert all("postgresql" in job for job in shown if "pytest" in job)
    assert [("POSTGRES_PASSWORD" in job, "docker compose up" in job) for job in shown].count((True, True)) == 1
    assert all(("POSTGRES_PASSWORD" in job) == ("docker compose up" in job) for job in shown)


@by_layout
def test_sqlite_brings_no_container_and_no_password(bake: Bake, layout: str) -> None:
    project = bake(layout=layout, ci="gitlab")
    names = ("compose.yaml", ".env.example", ".gitlab-ci.yml")

    assert [name for name in names if "postgres:" in (project / name).read_text(encoding="utf-8")] == []
    assert [name for name, data in texts(project).items() if b"POSTGRES_PASSWORD" in data] == []
    assert set(compose(project)["services"]) <= {"api", "ml"}


@pytest.mark.parametrize("number", [1, 2, 4])
def test_the_service_server_asks_each_ml_server_of_one_image(bake: Bake, number: int) -> None:
    services = compose(bake(layout="microservice", ml_servers=str(number)))["services"]
    names = ["ml", "ml-2", "ml-3", "ml-4"][:number]
    first = {key: value for key, value in services["ml"].items() if key != "build"}

    assert [name for name in services if name.startswith("ml")] == names
    assert services["api"]["environment"]["API_ML_URLS"] == ",".join(f"http://{name}:8001" for name in names)
    assert list(services["api"]["depends_on"]) == names
    assert [services[name] for name in names[1:]] == [first] * (number - 1)  # the image is built once


def test_a_monolith_has_one_server_however_many_were_asked_for(bake: Bake) -> None:
    one, four = bake("one", ci="none"), bake("four", ci="none", ml_servers="4", ray="yes")
    here, there = texts(one), texts(four)

    assert {name for name in here | there if here.get(name) != there.get(name)} == {"pyproject.toml"}


def test_without_ray_nothing_speaks_of_it(bake: Bake) -> None:
    project = bake(layout="microservice", preset="full", ray="no")
    groups = tomllib.loads((project / "services/ml/pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]

    assert not (project / "deploy").exists()
    assert "ray" not in groups
    named = {name for name, data in texts(project).items() if b"deploy/" in data or b"Ray" in data}
    assert named == set()


def test_with_ray_its_folder_and_its_group_are_there(bake: Bake) -> None:
    project = bake(layout="microservice", ray="yes")
    groups = tomllib.loads((project / "services/ml/pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]

    assert sorted(path.name for path in (project / "deploy/ray").iterdir()) == ["README.md", "ray_app.py", "serve.yaml"]
    assert "ray" in groups
    assert "deploy/ray/" in (project / "README.md").read_text(encoding="utf-8")
