"""Generated files that the owner deleted for good stay so, whatever the template does with them."""

import pytest

from mlserve.options import template_version
from update.projects import NEW, Kept, Project

CHANGED = "src/demo/api/__main__.py"
"""A file that differs between the two releases."""


@pytest.fixture
def accepting(simple: Project) -> Project:
    """A project of the older release whose owner has deleted two files, and said that this is meant."""
    simple.git("rm", "--quiet", CHANGED, ".editorconfig")
    simple.check("--accept-deleted")
    return simple.commit()


def test_an_update_keeps_the_list_and_brings_nothing_back(accepting: Project) -> None:
    done = accepting.update("--to", NEW)

    assert done.exit_code == 0, done.output
    assert accepting.record["deleted"] == [".editorconfig", CHANGED]
    assert accepting.record["template_version"] == NEW
    assert not (accepting.path / CHANGED).exists()
    assert accepting.update("--to", NEW).output == f"Up to date: template {NEW}\n"


def test_without_the_list_a_file_that_the_template_changed_is_a_conflict(accepting: Project) -> None:
    lines = accepting.read("pyproject.toml").split("deleted = [")
    accepting.write("pyproject.toml", lines[0] + lines[1].split("]\n", 1)[1])
    accepting.commit()

    done = accepting.update("--to", NEW)

    assert (done.exit_code, f"\n  {CHANGED}\n" in done.output) == (3, True)


@pytest.mark.parametrize("written", ['["{}", "{}"]', '[\n  "{}",\n"{}" ]  # mine'], ids=["one line", "wrapped"])
def test_however_the_list_is_written_it_is_read(accepting: Project, written: str) -> None:
    start, rest = accepting.read("pyproject.toml").split("deleted = [\n")
    listed = written.format(CHANGED, ".editorconfig")
    accepting.write("pyproject.toml", f"{start}deleted = {listed}\n" + rest.split("]\n", 1)[1])
    accepting.commit()

    done = accepting.update("--to", NEW)

    assert done.exit_code == 0, done.output
    assert accepting.record["deleted"] == [CHANGED, ".editorconfig"]


def test_a_file_that_came_back_is_updated_as_any_other(accepting: Project) -> None:
    accepting.git("checkout", "--quiet", "HEAD~1", "--", CHANGED)
    accepting.commit()

    done = accepting.update("--to", NEW)

    assert done.exit_code == 0, done.output
    assert "gc.freeze()" in accepting.read(CHANGED)


def test_the_list_follows_another_layout_and_comes_back(generated: Kept) -> None:
    project = Project(generated(template_version())).start()
    project.git("rm", "--quiet", "tests/api/test_deadline.py", "LICENSE")
    project.check("--accept-deleted")
    project.commit()
    record = project.record

    there = project.update("--layout", "microservice")
    split = project.record["deleted"]
    checked = project.check()
    back = project.update("--layout", "monolith")

    assert (there.exit_code, checked.exit_code, back.exit_code) == (0, 0, 0), there.output + checked.output
    assert split == ["LICENSE", "services/api/tests/test_deadline.py"]
    assert project.record == record
    assert not (project.path / "tests/api/test_deadline.py").exists()
