"""An update works in any repository that git works in, and touches nothing that is not the project's."""

import subprocess
from pathlib import Path

import pytest
from checks import contents

from update.projects import NEW, OLD, Kept, Project, everything


def updated(project: Project) -> None:
    """Update *project*, and look that it is."""
    done = project.update("--to", NEW)

    assert done.exit_code == 0, done.output
    assert project.record["template_version"] == NEW
    assert "gc.freeze()" in project.read("src/demo/api/__main__.py")
    assert project.git("status", "--porcelain", "--untracked-files=no") == ""


def other_repository(folder: Path) -> Project:
    """Return a small repository that is no project."""
    folder.mkdir(parents=True)
    other = Project(folder)
    other.write("lib.py", "x = 1\n")
    return other.start()


def test_a_submodule_stays_as_it_is(simple: Project, tmp_path: Path) -> None:
    library = other_repository(tmp_path / "library")
    simple.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library.path), "src/demo/api/vendor"
    )
    simple.commit()
    before = simple.git("submodule", "status")

    updated(simple)

    assert simple.git("submodule", "status") == before
    assert simple.read("src/demo/api/vendor/lib.py") == "x = 1\n"


def test_a_nested_repository_stays_as_it_is(simple: Project) -> None:
    nested = other_repository(simple.path / "notebooks")
    nested.write("draft.py", "not committed\n")
    before = everything(nested.path)

    updated(simple)

    assert everything(nested.path) == before


def test_a_detached_head_moves_and_no_branch_does(simple: Project) -> None:
    simple.git("checkout", "--quiet", "--detach")
    main = simple.git("rev-parse", "main")

    updated(simple)

    assert simple.git("rev-parse", "main") == main
    assert simple.git("rev-parse", "HEAD~1") == main
    assert subprocess.run(["git", "symbolic-ref", "-q", "HEAD"], cwd=simple.path, check=False).returncode == 1


def test_the_branch_that_is_checked_out_moves(simple: Project) -> None:
    simple.git("checkout", "--quiet", "-b", "feature/x")
    main = simple.git("rev-parse", "main")

    updated(simple)

    assert simple.git("symbolic-ref", "HEAD") == "refs/heads/feature/x"
    assert simple.git("rev-parse", "main") == main


def test_a_shallow_clone_will_do(simple: Project, tmp_path: Path) -> None:
    simple.write("notes.txt", "mine\n")
    simple.commit()
    clone = Project(tmp_path / "clone")
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", simple.path.as_uri(), str(clone.path)], check=True, capture_output=True
    )

    updated(clone)

    assert clone.git("rev-list", "--count", "HEAD") == "2"
    assert clone.read("notes.txt") == "mine\n"


def test_a_linked_work_tree_will_do(simple: Project, tmp_path: Path) -> None:
    linked = Project(tmp_path / "linked")
    simple.git("worktree", "add", "--quiet", "-b", "other", str(linked.path))
    before = contents(simple.path)

    updated(linked)

    assert contents(simple.path) == before


@pytest.mark.parametrize("setting", ["nothing", "only what is configured"])
def test_nobody_need_be_named(simple: Project, home: Path, setting: str) -> None:
    text = "[user]\n\tuseConfigOnly = true\n" if setting != "nothing" else ""
    (home / ".gitconfig").write_text(text, encoding="utf-8")

    updated(simple)


def test_who_git_names_is_the_author(simple: Project) -> None:
    updated(simple)

    assert simple.git("log", "-1", "--format=%an %ae %cn") == "Ada Lovelace ada@example.com Ada Lovelace"


def test_the_path_may_hold_spaces_and_hangul(generated: Kept) -> None:
    updated(Project(generated(OLD, "내 프로젝트/the demo, 1", preset="simple")).start())


def test_a_read_only_file_is_updated_and_stays_read_only(simple: Project) -> None:
    (simple.path / "src/demo/api/__main__.py").chmod(0o444)

    updated(simple)

    assert (simple.path / "src/demo/api/__main__.py").stat().st_mode & 0o777 == 0o444


def test_a_project_in_a_folder_of_a_repository_is_updated_alone(generated: Kept, tmp_path: Path) -> None:
    project = Project(generated(OLD, "mono repo/services/demo", preset="simple"))
    around = Project(tmp_path / "mono repo")
    around.write("services/other/src/demo/api/__main__.py", "not ours\n")
    around.write("README.md", "# All\n")
    around.start()
    before = {name: data for name, data in contents(around.path).items() if not name.startswith("services/demo/")}

    updated(project)

    after = contents(around.path)
    assert {name: data for name, data in after.items() if not name.startswith("services/demo/")} == before
    assert project.git("diff", "--name-only", "HEAD~1", "--", "../other") == ""
    assert around.git("rev-list", "--count", "HEAD") == "2"


def test_what_git_does_not_know_stays(simple: Project) -> None:
    for name in (".env", ".venv/bin/python", "models/churn/1/model.onnx", "notes.txt", "src/demo/api/draft.py"):
        simple.write(name, f"{name}, mine\n")
    before = contents(simple.path)

    updated(simple)

    after = contents(simple.path)
    assert {name: after[name] for name, data in before.items() if b", mine\n" in data} == {
        name: data for name, data in before.items() if b", mine\n" in data
    }


def test_settings_of_git_have_no_say_in_what_is_merged(simple: Project, home: Path) -> None:
    ignored = home / "ignored"
    ignored.write_text("*.py\npyproject.toml\n", encoding="utf-8")
    hook = simple.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    settings = {
        "core.excludesFile": str(ignored),
        "core.autocrlf": "input",
        "merge.renames": "false",
        "diff.renames": "false",
        "diff.noprefix": "true",
        "merge.conflictStyle": "diff3",
        "commit.gpgSign": "true",
        "core.quotePath": "true",
        "status.relativePaths": "true",
        "diff.external": "false",
    }
    for name, value in settings.items():
        simple.git("config", name, value)

    updated(simple)

    assert (simple.path / "tests/document.py").exists()


def test_variables_of_another_repository_have_no_say(
    simple: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = other_repository(tmp_path / "other")
    before = everything(other.path)
    with monkeypatch.context() as patched:
        patched.setenv("GIT_DIR", str(other.path / ".git"))
        patched.setenv("GIT_INDEX_FILE", str(other.path / ".git/index"))
        done = simple.update("--to", NEW)

    assert done.exit_code == 0, done.output
    assert everything(other.path) == before
    assert simple.record["template_version"] == NEW


def test_what_a_sparse_checkout_leaves_out_is_updated_out_of_sight(simple: Project) -> None:
    simple.git("sparse-checkout", "set", "src")

    updated(simple)

    assert not (simple.path / "tests/asking.py").exists()
    assert simple.git("diff", "--name-only", "HEAD~1", "--", "tests/asking.py") == "tests/asking.py"


def test_no_object_is_missing_afterwards(simple: Project) -> None:
    updated(simple)

    assert simple.git("fsck", "--strict", "--no-dangling", "--no-progress") == ""
    assert list((simple.path / ".git").glob("*mlserve*")) == []
