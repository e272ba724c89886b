"""A component is put into a project that is there, and taken out again; the owner's edits stay."""

from pathlib import Path

from checks import contents
from typer.testing import CliRunner

from mlserve.cli import app
from mlserve.options import template_version
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
