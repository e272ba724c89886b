"""`mlserve check` exits with 0 where there is nothing to do, and else says what there is."""

import json
import shlex
import shutil

import pytest

from mlserve.options import options, template_version
from mlserve.update.changelog import News, news_in
from update.projects import NEW, OLD, Kept, Project


@pytest.fixture
def newest(generated: Kept) -> Project:
    """A project of today's template."""
    return Project(generated(template_version(), preset="simple")).start()


def test_the_newest_template_with_edits_is_fine(newest: Project) -> None:
    newest.write("src/demo/api/main.py", "mine = 1\n")
    newest.write("Dockerfile", "FROM scratch\n")

    done = newest.check()

    assert (done.exit_code, done.output) == (0, f"{newest.path}: template {template_version()}, the newest\n")


def test_an_older_template_is_told_with_what_is_new(simple: Project) -> None:
    done = simple.check()

    assert done.exit_code == 1
    assert done.output.startswith(f"{simple.path}: template {OLD}, the newest is {template_version()}\n")
    assert f"\nNew in {NEW}\n" in done.output
    assert "\n  Added    `API_WORKERS`: the service server" in done.output
    assert "New in 0.2.0" not in done.output
    assert f"mlserve update {simple.path} --dry-run" in done.output


def test_generated_files_that_were_deleted_are_named_and_renamed_ones_are_not(newest: Project) -> None:
    newest.git("mv", "tests/processes.py", "tests/started.py")
    newest.git("rm", "--quiet", ".editorconfig")
    newest.commit()

    done = newest.check()

    assert (done.exit_code, "deleted)\n  .editorconfig\n\nIf they" in done.output) == (1, True), done.output
    assert f"mlserve check {newest.path} --accept-deleted" in done.output


def test_the_commands_that_it_names_can_be_typed_in_a_folder_with_spaces(generated: Kept) -> None:
    project = Project(generated(place="my projects/데모", preset="simple")).start()
    project.git("rm", "--quiet", ".editorconfig")

    typed = [shlex.split(line.partition(": mlserve ")[2]) for line in project.check().output.splitlines()]

    assert [each for each in typed if each] == [
        ["check", str(project.path), "--accept-deleted"],
        ["update", str(project.path), "--dry-run"],
    ]


def test_what_the_owner_accepts_to_be_deleted_is_no_reason_to_fail(newest: Project) -> None:
    newest.git("rm", "--quiet", ".editorconfig", "LICENSE")

    accepted = newest.check("--accept-deleted")
    later = newest.check("--json")

    assert (accepted.exit_code, later.exit_code) == (0, 0), accepted.output
    assert newest.record["deleted"] == [".editorconfig", "LICENSE"]
    found = json.loads(later.output)
    assert (found["deleted"], found["accepted"]) == ([], [".editorconfig", "LICENSE"])
    changed = newest.git("diff", "--unified=0", "pyproject.toml").splitlines()
    assert [line[1:] for line in changed if line[0] in "+-"][2:] == [
        "deleted = [",
        '    ".editorconfig",',
        '    "LICENSE",',
        "]",
    ]


def test_what_is_deleted_after_that_is_named_again_and_what_came_back_is_forgotten(newest: Project) -> None:
    license_text = newest.read("LICENSE")
    newest.git("rm", "--quiet", ".editorconfig", "LICENSE")
    newest.check("--accept-deleted")
    newest.write("LICENSE", license_text)
    (newest.path / "Dockerfile").unlink()

    done = newest.check("--json")
    newest.check("--accept-deleted")

    assert (done.exit_code, json.loads(done.output)["deleted"]) == (1, ["Dockerfile"])
    assert newest.record["deleted"] == [".editorconfig", "Dockerfile"]


def test_the_list_of_what_is_deleted_keeps_line_endings(newest: Project) -> None:
    newest.write("pyproject.toml", newest.read("pyproject.toml").replace("\n", "\r\n"))
    (newest.path / "LICENSE").unlink()

    done = newest.check("--accept-deleted")

    text = newest.read("pyproject.toml")
    assert done.exit_code == 0, done.output
    assert (text.count("\n"), text.count('deleted = [\r\n    "LICENSE",\r\n]\r\n')) == (text.count("\r\n"), 1)


def test_a_list_that_is_none_is_refused(newest: Project) -> None:
    newest.replace("pyproject.toml", "[tool.mlserve]\n", '[tool.mlserve]\ndeleted = "LICENSE"\n')

    done = newest.check()

    assert (done.exit_code, "must be a list of paths" in done.output) == (1, True)


def test_without_git_and_outside_of_a_repository_it_works(newest: Project) -> None:
    shutil.rmtree(newest.path / ".git")
    (newest.path / "LICENSE").unlink()

    done = newest.check("--json")

    assert (done.exit_code, json.loads(done.output)["deleted"]) == (1, ["LICENSE"])


def test_answers_that_are_not_valid_any_more_are_told(newest: Project) -> None:
    newest.replace("pyproject.toml", 'ci = "github"', 'ci = "jenkins"')
    newest.replace("pyproject.toml", 'ci = "jenkins"', 'ci = "jenkins"\ncolour = "red"')

    done = newest.check("--json")

    found = json.loads(done.output)
    assert (done.exit_code, found["current"]) == (1, False)
    assert found["invalid"] == [
        "ci 'jenkins' is not available any more; choose 'github', 'gitlab' or 'none': --set ci=…"
    ]
    assert found["dropped"] == ["colour"]


def test_json_says_it_all(simple: Project) -> None:
    done = simple.check("--json")

    found = json.loads(done.output)
    assert (found["template_version"], found["newest"], found["deleted"]) == (OLD, template_version(), [])
    assert {"version", "kind", "text"} == set(found["news"][0])


def test_a_template_that_is_not_here_is_told(newest: Project) -> None:
    newest.replace("pyproject.toml", f'template_version = "{template_version()}"', 'template_version = "99.0.0"')

    done = newest.check()

    assert (done.exit_code, "this mlserve has" in done.output) == (1, True)


def test_an_update_that_was_killed_is_told(newest: Project) -> None:
    newest.write(".git/mlserve-update/journal.json", "{}")

    done = newest.check()

    assert (done.exit_code, "An update was interrupted here" in done.output) == (1, True)


def test_what_is_no_project_is_refused(newest: Project) -> None:
    (newest.path / "pyproject.toml").unlink()

    done = newest.check()

    assert (done.exit_code, "holds no pyproject.toml" in done.output) == (1, True)


def test_the_changelog_is_read_from_the_version_on() -> None:
    text = "# C\n\n## [Unreleased]\n\n### Added\n\n- One `a.b`: with\n  more. And more.\n\n"
    text += "## [0.2.0] - 2026-01-01\n\n### Changed\n\n- Two.\n"

    assert list(news_in(text, "0.2.0")) == [News(template_version(), "Added", "One `a.b`: with more")]
    assert [news.text for news in news_in(text, "0.1.0")] == ["One `a.b`: with more", "Two"]


def test_a_release_in_which_nothing_is_new_yet_has_no_news() -> None:
    assert list(news_in("# C\n\n## [Unreleased]\n\nNothing yet.\n", "0.1.0")) == []


def test_every_question_has_a_default_that_an_older_project_can_take() -> None:
    assert [
        option.key for option in options().values() if option.choices and option.default not in option.choices
    ] == []
