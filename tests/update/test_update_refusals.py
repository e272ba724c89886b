"""Where an update cannot begin, it says why and how to get there, and changes nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mlserve.options import template_version
from update.projects import NEW, OLD, Kept, Project, everything


def no_repository(project: Project) -> None:
    shutil.rmtree(project.path / ".git")


def no_commits(project: Project) -> None:
    no_repository(project)
    project.git("init", "--quiet")


def dirty(project: Project) -> None:
    project.write("Dockerfile", "FROM scratch\n")


def staged(project: Project) -> None:
    project.write("new.py", "x = 1\n")
    project.git("add", "new.py")


def deleted(project: Project) -> None:
    (project.path / "LICENSE").unlink()


def merging(project: Project) -> None:
    project.git("checkout", "--quiet", "-b", "side")
    project.write("side.txt", "x\n")
    project.commit()
    project.git("checkout", "--quiet", "main")
    project.git("merge", "--quiet", "--no-commit", "--no-ff", "side")


def rebasing(project: Project) -> None:
    (project.path / ".git/rebase-merge").mkdir()


def no_project(project: Project) -> None:
    project.write("pyproject.toml", "[project]\nname = 'x'\n")
    project.commit()


def no_pyproject(project: Project) -> None:
    project.git("rm", "--quiet", "pyproject.toml")
    project.commit()


def broken_pyproject(project: Project) -> None:
    project.write("pyproject.toml", "[project\n")
    project.commit()


def in_the_way(project: Project) -> None:
    project.write("tests/document.py", "mine, not committed\n")


def ignored_in_the_way(project: Project) -> None:
    project.write(".gitignore", project.read(".gitignore") + "document.py\n")
    project.commit()
    in_the_way(project)


def unwatched(project: Project) -> None:
    project.git("update-index", "--assume-unchanged", "Dockerfile")
    dirty(project)


def locked(project: Project) -> None:
    project.write(".git/index.lock", "")


def from_a_newer_one(project: Project) -> None:
    project.replace("pyproject.toml", f'template_version = "{OLD}"', 'template_version = "99.0.0"')
    project.commit()


def from_an_unknown_one(project: Project) -> None:
    project.replace("pyproject.toml", f'template_version = "{OLD}"', 'template_version = "0.0.7"')
    project.commit()


def between_releases(project: Project) -> None:
    project.replace("pyproject.toml", f'template_version = "{OLD}"', 'template_version = "0.1.0"')
    project.commit()


def number_as_answer(project: Project) -> None:
    project.replace("pyproject.toml", 'python_version = "3.11"', "python_version = 3.11")
    project.commit()


def nothing(_: Project) -> None:
    pass


CASES: list[tuple[Callable[[Project], None], list[str], str]] = [
    (no_repository, [], "git init"),
    (no_commits, [], "has no commits"),
    (dirty, [], "not committed: Dockerfile\n"),
    (staged, [], "not committed: new.py\n"),
    (deleted, [], "not committed: LICENSE\n"),
    (merging, [], "a merge is under way"),
    (rebasing, [], "a rebase is under way"),
    (no_project, [], "has no [tool.mlserve]"),
    (no_pyproject, [], "HEAD has no pyproject.toml"),
    (broken_pyproject, [], "is not valid TOML"),
    (in_the_way, [], "that git does not know: tests/document.py"),
    (ignored_in_the_way, [], "that git does not know: tests/document.py"),
    (unwatched, [], "told not to look at Dockerfile"),
    (locked, [], "index.lock"),
    (from_a_newer_one, [], "99.0.0, and this mlserve does not have it: it has 0.1.0, 0.2.0"),
    (from_an_unknown_one, [], "--from"),
    (between_releases, [], "which did not ask for preset"),
    (between_releases, [], "(0.2.0 or 0.3.0"),
    (number_as_answer, [], 'write python_version = "3.11"'),
    (nothing, ["--to", "7.0.0"], "--to names 7.0.0"),
    (nothing, ["--set", "ci=jenkins"], "choose 'github', 'gitlab' or 'none'"),
    (nothing, ["--set", "colour=red"], "no option 'colour'"),
    (nothing, ["--set", "package_name=class"], "is a Python keyword"),
    (nothing, ["--layout", "pyramid"], "choose 'monolith' or 'microservice'"),
    (nothing, ["--set", "feedback=yes"], "needs history"),
    (nothing, ["--branch", "main"], "main is there already"),
    (nothing, ["--branch", "no..name"], "is no name of a branch"),
    (nothing, ["--from", "nowhere"], "--from nowhere is no version"),
    (nothing, ["--from", "tests"], "holds no template/"),
]


@pytest.mark.parametrize(("spoil", "flags", "message"), CASES, ids=lambda value: getattr(value, "__name__", None))
def test_a_refusal_says_why_and_changes_nothing(
    simple: Project, spoil: Callable[[Project], None], flags: list[str], message: str
) -> None:
    spoil(simple)
    before = everything(simple.path)

    done = simple.update(*(flags if "--to" in flags else ["--to", NEW, *flags]))

    assert (done.exit_code, message in done.output) == (1, True), done.output
    after = everything(simple.path)
    assert {name: data for name, data in after.items() if "objects/" not in name} == {
        name: data for name, data in before.items() if "objects/" not in name
    }


def test_assignments_are_checked(simple: Project) -> None:
    done = simple.update("--set", "ci")

    assert (done.exit_code, done.output) == (2, "Error: --set 'ci' is not KEY=VALUE\n")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = Project(tmp_path / "gone").update()

    assert (done.exit_code, "there is no folder" in done.output) == (1, True)


def test_a_project_of_a_version_between_releases_is_updated_once_its_origin_is_named(simple: Project) -> None:
    between_releases(simple)

    done = simple.update("--from", OLD, "--to", NEW)

    assert done.exit_code == 0, done.output
    assert simple.record["template_version"] == NEW


def test_the_newest_version_is_known_by_its_name(generated: Kept) -> None:
    project = Project(generated(NEW, preset="simple")).start()

    assert project.update("--to", template_version()).exit_code == 0
    assert project.record["template_version"] == template_version()
