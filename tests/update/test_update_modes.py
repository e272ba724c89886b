"""`--dry-run` touches nothing, `--branch` only a branch, and a second update does nothing."""

from pathlib import Path

from checks import contents
from typer.testing import CliRunner

from mlserve.cli import app
from mlserve.options import template_version
from update.projects import NEW, Kept, Project, everything


def test_a_dry_run_shows_files_and_diff_and_touches_nothing(simple: Project) -> None:
    before = everything(simple.path)
    times = {path: path.stat().st_mtime_ns for path in simple.path.rglob("*") if "objects" not in path.parts}

    done = simple.update("--to", NEW, "--dry-run")

    assert done.exit_code == 0, done.output
    assert "  changed src/demo/api/__main__.py\n" in done.output
    assert "  new     tests/document.py\n" in done.output
    assert "\n+    gc.freeze()" in done.output
    assert everything(simple.path) == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_a_branch_gets_the_commit_and_the_working_tree_stays(simple: Project) -> None:
    before, head = contents(simple.path), simple.head
    index = (simple.path / ".git/index").read_bytes()

    done = simple.update("--to", NEW, "--branch", "mlserve/update")

    assert done.exit_code == 0, done.output
    assert (contents(simple.path), simple.head) == (before, head)
    assert (simple.path / ".git/index").read_bytes() == index
    assert simple.git("rev-parse", "mlserve/update~1") == head
    assert "gc.freeze()" in simple.git("show", "mlserve/update:src/demo/api/__main__.py")


def test_a_second_update_does_nothing(simple: Project) -> None:
    simple.update("--to", NEW)
    before = everything(simple.path)

    done = simple.update("--to", NEW)

    assert (done.exit_code, done.output) == (0, f"Up to date: template {NEW}\n")
    assert everything(simple.path) == before


def test_the_way_back_that_is_shown_leads_back(simple: Project) -> None:
    before = contents(simple.path)

    done = simple.update("--to", NEW)
    assert "reset --keep HEAD~1" in done.output
    simple.git("reset", "--quiet", "--keep", "HEAD~1")

    assert contents(simple.path) == before


def test_an_answer_can_be_changed_alone(generated: Kept) -> None:
    project = Project(generated(template_version(), preset="simple")).start()
    project.write("src/demo/ml/mine.py", "x = 1\n")
    project.commit()

    done = project.update("--set", "license=Apache-2.0", "--set", "history=yes")

    assert done.exit_code == 0, done.output
    assert project.record["answers"]["license"] == "Apache-2.0"
    assert "Apache License" in project.read("LICENSE")
    assert (project.path / "src/demo/api/history/routes.py").exists()
    assert project.read("src/demo/ml/mine.py") == "x = 1\n"
    assert project.git("log", "-1", "--format=%s") == "mlserve: license = Apache-2.0, history = yes"


def test_answers_that_a_template_does_not_ask_are_dropped_and_told(generated: Kept) -> None:
    project = Project(generated(NEW, preset="simple", layout="microservice")).start()

    done = project.update("--to", "0.1.0")

    assert "not asked any more: preset (was 'simple')" in done.output
    assert "preset" not in project.record["answers"]


def test_new_questions_are_answered_by_their_defaults_and_told(generated: Kept) -> None:
    project = Project(generated("0.1.0")).start()

    done = project.update("--to", "0.2.0", "--set", "preset=full")

    assert done.exit_code == 0, done.output
    assert "asked from now on: history = 'preset'" in done.output
    assert "asked from now on: preset" not in done.output
    assert project.record["answers"]["preset"] == "full"


def test_help_names_what_an_update_does(tmp_path: Path) -> None:
    text = Project(tmp_path).update("--help").output

    assert all(flag in text for flag in ("--to", "--layout", "--set", "--from", "--branch", "--dry-run", "--yes"))
    listed = CliRunner().invoke(app, ["--help"]).output
    assert all(f"\n  {command} " in listed for command in ("update", "add", "remove", "check", "doctor", "propose"))
