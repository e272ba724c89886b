"""Plain cookiecutter makes the same project from any source that it knows, with no `mlserve` installed."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from checks import contents
from kinds import Bake

ANSWERS = {"project_name": "한글 프로젝트", "dataset": "diabetes", "ci": "none", "license": "proprietary"}


def cookiecutter(folder: Path, template: str, *more: str, **answers: str) -> "subprocess.CompletedProcess[str]":
    """Run the command `cookiecutter` in *folder*."""
    given = [f"{key}={value}" for key, value in answers.items()]
    command = [sys.executable, "-m", "cookiecutter", "--no-input", *more, template, *given]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def test_from_git(bake: Bake, parts: Path, here: Path, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(parts, repository)
    git(repository, "init", "--quiet")
    git(repository, "add", "--all", "--force")
    git(repository, "commit", "--quiet", "--message", "all")

    done = cookiecutter(here, f"git+file://{repository}", **ANSWERS)

    assert done.returncode == 0, done.stderr
    assert contents(here / "hangeul-peurojegteu") == contents(bake(**ANSWERS))


def test_from_a_zip(bake: Bake, parts: Path, here: Path, tmp_path: Path) -> None:
    archive = tmp_path / "mlserve.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in (parts, *sorted(parts.rglob("*"))):
            packed.write(path, path.relative_to(parts.parent))

    done = cookiecutter(here, str(archive), **ANSWERS)

    assert done.returncode == 0, done.stderr
    assert contents(here / "hangeul-peurojegteu") == contents(bake(**ANSWERS))


def test_from_a_replay(parts: Path, here: Path) -> None:
    cookiecutter(here, str(parts), **ANSWERS)
    first = contents(here / "hangeul-peurojegteu")
    shutil.rmtree(here / "hangeul-peurojegteu")

    command = [sys.executable, "-m", "cookiecutter", "--replay", str(parts)]
    subprocess.run(command, cwd=here, capture_output=True, check=True)

    assert contents(here / "hangeul-peurojegteu") == first


def test_with_what_python_compiled_beside_it(bake: Bake, parts: Path, here: Path, tmp_path: Path) -> None:
    compiled = tmp_path / "compiled"
    shutil.copytree(parts, compiled)
    (compiled / "template" / "__pycache__").mkdir()
    (compiled / "template" / "__pycache__" / "x.cpython-311.pyc").write_bytes(b"\0")

    cookiecutter(here, str(compiled), project_name="x")

    assert contents(here / "x") == contents(bake(project_name="x"))


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"project_name": "fastapi"}, "project_slug 'fastapi' is a dependency of the generated project"),
        ({"package_name": "class"}, "package_name 'class' is a Python keyword"),
        ({"project_slug": "../evil"}, "project_slug '../evil' holds a path separator or '..'"),
        ({"package_name": "../evil"}, "package_name '../evil' holds a path separator or '..'"),
        ({"package_index": "https://me:secret@h/"}, "holds a user name or password"),
    ],
)
def test_a_bad_answer_is_refused_and_leaves_nothing(
    parts: Path, here: Path, answers: dict[str, str], message: str
) -> None:
    done = cookiecutter(here, str(parts), **answers)

    assert done.returncode == 1
    assert message in done.stderr
    assert list(here.iterdir()) == []
    assert [path.name for path in here.parent.iterdir()] == ["here"]


@pytest.mark.parametrize("name", ["{{ 7 * 7 }}", '"Ada" {% x %}', "한글 🙂"])
def test_any_author_in_git_config_is_taken_as_it_is(parts: Path, here: Path, home: Path, name: str) -> None:
    subprocess.run(["git", "config", "--file", str(home / ".gitconfig"), "user.name", name], check=True)

    done = cookiecutter(here, str(parts))

    assert done.returncode == 0, done.stderr
    assert answers_of(here)["author_name"] == name


def answers_of(here: Path) -> dict[str, Any]:
    """Return the answers that the project remembers."""
    text = (here / "my-project" / "pyproject.toml").read_text(encoding="utf-8")
    answers: dict[str, Any] = tomllib.loads(text)["tool"]["mlserve"]["answers"]
    return answers


def test_without_git_the_author_is_a_placeholder(parts: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)

    cookiecutter(here, str(parts))

    assert answers_of(here)["author_name"] == json.loads((parts / "cookiecutter.json").read_text())["author_name"]
