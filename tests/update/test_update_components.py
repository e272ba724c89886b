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


def test_what_is_no_component_is_refused_with_those_that_are(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["add", "job", str(tmp_path)])

    assert result.exit_code == 2
    assert "did you mean 'jobs'?" in result.output
