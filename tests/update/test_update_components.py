"""A component is put into a project that is there, and taken out again; the owner's edits stay."""

import re
from pathlib import Path

import pytest
from checks import contents
from typer.testing import CliRunner, Result

from mlserve.cli import app
from mlserve.options import template_version
from mlserve.update.components import components
from update.projects import Kept, Project


def test_a_component_is_added_and_removed_again_and_edits_stay(generated: Kept) -> None:
    project = Project(generated(template_version(), preset="simple")).start()
    readme = project.path / "README.md"
    readme.write_text(f"{readme.read_text(encoding='utf-8')}\nMine.\n", encoding="utf-8")
    project.git("commit", "--all", "--quiet", "--message", "Mine")
    before = contents(project.path)

    added = CliRunner().invoke(app, ["add", "history", str(project.path)])
    with_it = contents(project.path)
    removed = CliRunner().invoke(app, ["remove", "history", str(project.path)])

    assert (added.exit_code, removed.exit_code) == (0, 0), added.output + removed.output
    assert "src/demo/api/history/routes.py" in with_it
    assert "src/demo/api/history/routes.py" not in contents(project.path)
    changed = {name for name, content in contents(project.path).items() if before.get(name) != content}
    assert changed == {"pyproject.toml"}, "the answer is recorded: history=no"


@pytest.mark.parametrize(
    ("component", "layout", "brings"),
    [
        ("postgresql", "monolith", ("compose.yaml", "    image: postgres:18")),
        ("postgresql", "microservice", ("compose.yaml", "    image: postgres:18")),
        ("ml-servers", "microservice", ("compose.yaml", "  ml-2: ")),
        ("ray", "microservice", ("deploy/ray/serve.yaml", "proxy_location: EveryNode")),
        ("gitlab", "monolith", (".gitlab-ci.yml", "stages: ")),
    ],
)
def test_what_is_one_choice_of_a_question_is_added_and_removed_by_its_name(
    generated: Kept, component: str, layout: str, brings: tuple[str, str]
) -> None:
    project = edited(generated(template_version(), layout=layout, ci="none"))
    before = contents(project.path)
    name, text = brings

    added = run("add", component, project)
    with_it = contents(project.path)
    removed = run("remove", component, project)

    assert (added.exit_code, removed.exit_code) == (0, 0), added.output + removed.output
    assert text in with_it[name].decode()
    assert text not in before.get(name, b"").decode()
    assert contents(project.path) == before, "the answer is the default again, and the owner's edits are there"


def edited(folder: Path) -> Project:
    """Return the project in *folder* with edits of its owner where components change something."""
    project = Project(folder).start()
    project.replace("compose.yaml", "memory: 512M", "memory: 1G")
    project.replace("README.md", "## Docker\n", "## Our Docker\n")
    project.replace(".env.example", "API_PORT=8000", "API_PORT=8080")
    return project.commit()


def run(command: str, component: str, project: Project) -> Result:
    """Add or remove a component."""
    return CliRunner().invoke(app, [command, component, str(project.path)])


def test_edits_of_a_service_stay_where_more_of_it_are_added(generated: Kept) -> None:
    project = edited(generated(template_version(), layout="microservice"))

    run("add", "ml-servers", project)
    done = project.update("--set", "ml_servers=3", "--set", "database=postgresql")

    assert done.exit_code == 0, done.output
    compose = project.read("compose.yaml")
    assert "memory: 1G" in compose
    assert "http://ml:8001,http://ml-2:8001,http://ml-3:8001" in compose
    assert "    image: postgres:18" in compose


@pytest.mark.parametrize("component", ["ray", "ml-servers"])
def test_what_would_change_nothing_in_a_monolith_is_refused_with_the_way_out(generated: Kept, component: str) -> None:
    project = Project(generated(template_version(), preset="simple")).start()
    head = project.head

    refused = run("add", component, project)

    assert refused.exit_code == 1
    assert "this project is a monolith" in refused.output
    assert "mlserve update --layout microservice --set" in refused.output
    assert project.head == head


def test_a_database_of_nothing_is_refused_with_the_way_out(generated: Kept) -> None:
    project = Project(generated(template_version(), preset="simple")).start()

    refused = run("add", "postgresql", project)

    assert refused.exit_code == 1
    assert "database 'postgresql' needs history or jobs" in refused.output
    assert "history=yes" in refused.output


def test_another_ci_than_the_one_that_is_there_is_not_removed(generated: Kept) -> None:
    project = Project(generated(template_version(), preset="simple", ci="github")).start()

    refused = run("remove", "gitlab", project)

    assert refused.exit_code == 1
    assert "its CI is 'github'" in refused.output
    assert ".github/workflows/ci.yml" in contents(project.path)


def test_a_component_comes_along_when_the_layout_changes_and_is_back_with_it(generated: Kept) -> None:
    answers = {"layout": "microservice", "ray": "yes", "ml_servers": "3", "database": "postgresql"}
    project = Project(generated(template_version(), **answers)).start()
    before = contents(project.path)

    there = project.update("--layout", "monolith")
    services = contents(project.path)["compose.yaml"].decode()
    back = project.update("--layout", "microservice")

    assert (there.exit_code, back.exit_code) == (0, 0), there.output + back.output
    assert "    image: postgres:18" in services
    assert "  ml-2:" not in services
    assert contents(project.path) == before


def test_microservices_of_a_template_that_always_had_ray_keep_it_until_it_is_removed(generated: Kept) -> None:
    project = Project(generated("0.4.0", layout="microservice")).start()

    done = project.update()
    kept = contents(project.path)
    removed = run("remove", "ray", project)

    assert (done.exit_code, removed.exit_code) == (0, 0), done.output + removed.output
    assert "asked from now on: ray = 'yes'" in done.output
    assert {"deploy/ray/README.md", "deploy/ray/ray_app.py", "deploy/ray/serve.yaml"} <= set(kept)
    assert contents(project.path) == contents(generated(template_version(), "wanted", layout="microservice"))


def test_a_monolith_never_had_ray_and_becomes_microservices_without(generated: Kept) -> None:
    project = Project(generated("0.4.0")).start()

    done = project.update("--layout", "microservice")

    assert done.exit_code == 0, done.output
    assert project.record["answers"]["ray"] == "no"
    assert not (project.path / "deploy").exists()


def test_updates_come_to_a_project_of_the_last_release_and_go_again(generated: Kept) -> None:
    project = Project(generated("0.4.0", preset="simple")).start()
    workflow = project.path / ".github/workflows/update.yml"

    updated = project.update()
    without = workflow.exists()
    added = CliRunner().invoke(app, ["add", "updates", str(project.path)])
    with_it = workflow.exists()
    removed = CliRunner().invoke(app, ["remove", "updates", str(project.path)])

    assert [each.exit_code for each in (updated, added, removed)] == [0, 0, 0], added.output
    assert "asked from now on: updates = 'no'" in updated.output
    assert (without, with_it, workflow.exists()) == (False, True, False)


def test_updates_need_ci(generated: Kept) -> None:
    project = Project(generated(template_version(), preset="simple", ci="none")).start()

    refused = CliRunner().invoke(app, ["add", "updates", str(project.path)])

    assert (refused.exit_code, "say ci=github or ci=gitlab" in refused.output) == (1, True)


def test_what_is_no_component_is_refused_with_those_that_are(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["add", "job", str(tmp_path)])

    assert result.exit_code == 2
    assert "did you mean 'jobs'?" in result.output


def test_help_lists_every_component() -> None:
    text = re.sub(r"[^\w.-]+", "", CliRunner().invoke(app, ["add", "--help"]).output)  # whatever the lines' width is

    assert [name for name in components() if name not in text] == []
