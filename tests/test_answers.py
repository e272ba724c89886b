"""Answers come from flags, --set, a file or defaults, and the nearer to the command line the stronger."""

import tomllib
from pathlib import Path

import pytest
from kinds import Bake, Run

from mlserve.answers import gather
from mlserve.errors import UsageMistake


@pytest.fixture
def answers_file(tmp_path: Path) -> Path:
    file = tmp_path / "answers.toml"
    file.write_text('license = "Apache-2.0"\nci = "gitlab"\ndataset = "diabetes"\n', encoding="utf-8")
    return file


def test_a_flag_beats_set_beats_the_file(answers_file: Path) -> None:
    given = gather({"license": "MIT", "ci": None}, ["license=proprietary", "ci=none"], str(answers_file))

    assert given == {"license": "MIT", "ci": "none", "dataset": "diabetes"}


def test_a_file_may_be_json(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"project_name": "한글", "python-version": "3.12"}', encoding="utf-8")

    assert gather({}, [], str(file)) == {"project_name": "한글", "python_version": "3.12"}


def test_the_answers_of_a_project_make_it_again(bake: Bake) -> None:
    first = bake("first", project_name='A "B" C', description="x \\ ÿ, 한글 🙂", license="proprietary", ci="none")

    second = bake("second", **gather({}, [], str(first / "pyproject.toml")))

    assert tomllib.loads((first / "pyproject.toml").read_text()) == tomllib.loads(
        (second / "pyproject.toml").read_text()
    )


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("licence=MIT", "there is no option 'licence'; did you mean 'license'?"),
        ("_template_version=9", "there is no option '_template_version'"),
        ("colour=red", "`mlserve options` lists them"),
        ("license", "is not KEY=VALUE"),
        ("license=mit", "did you mean 'MIT'?"),
        ("layout=mesh", "--layout 'mesh' is not available; choose 'monolith' or 'microservice'"),
    ],
)
def test_what_is_not_an_answer_is_named_with_the_way_out(run: Run, assignment: str, message: str) -> None:
    result = run("new", "x", "--yes", "--set", assignment)

    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.toml", "license = ", "neither TOML nor"),
        ("a.json", "{", "neither TOML nor"),
        ("a.json", "[1]", "must hold a table"),
        ("a.toml", "python_version = 3.12", 'write python_version = "3.12"'),
        ("a.toml", 'colour = "red"', "there is no option 'colour'"),
        ("a.toml", "tool = 1", "there is no option 'tool'"),
    ],
)
def test_a_bad_file_is_named_with_the_reason(tmp_path: Path, name: str, text: str, message: str) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")

    with pytest.raises(UsageMistake) as refused:
        gather({}, [], str(file))

    assert message in refused.value.message


def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    result = run("new", "x", "--yes", "--answers", "nowhere.toml")

    assert result.exit_code == 2
    assert "cannot read --answers nowhere.toml: No such file" in result.output


def test_the_author_is_the_one_that_git_knows(bake: Bake) -> None:
    text = (bake() / "pyproject.toml").read_text(encoding="utf-8")

    assert 'name = "Ada Lovelace", email = "ada@example.com"' in text


def test_a_name_is_given_in_one_way(run: Run) -> None:
    assert run("new", "x", "--project-name", "y", "--yes").exit_code == 2
    assert run("new", "x", "--project-name", "x", "--dry-run").exit_code == 0


def test_without_a_terminal_a_name_is_needed_and_the_rest_has_defaults(run: Run) -> None:
    assert "give the project a NAME" in run("new").output
    assert run("new").exit_code == 2
    assert run("new", "x").exit_code == 0
