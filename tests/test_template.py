"""What holds for the template's files as they are, before anything is rendered."""

import re
import tomllib
from pathlib import PurePath

import pytest
from kinds import Bake

from hooks.taken import why_taken
from mlserve.source import TEMPLATE
from mlserve.tree import list_files

FILES = [file for file in list_files(TEMPLATE) if "__pycache__" not in file.parts]
PACKAGE = "{{ cookiecutter.package_name }}"
COMPACT = {f"{{% if not cookiecutter.__operations %}}{name}.py{{% endif %}}" for name in ("train", "model")}
FEEDBACK = {"{%- if cookiecutter.__feedback %}", "{%- else %}", "{%- endif %}"}
"""What the compact training does for feedback stands in its two files: a simple project is to have no more of them."""
PYTHON = [file for file in FILES if file.suffix == ".py" or file.name.endswith(".py{% endif %}")]


def test_tools_of_this_repository_take_no_file_of_the_template_for_their_own() -> None:
    obeyed = {
        "pyproject.toml",
        ".gitignore",
        ".gitattributes",
        "ruff.toml",
        ".ruff.toml",
        "setup.cfg",
        "pytest.ini",
        "tox.ini",
        "mypy.ini",
    }

    assert [file for file in FILES if file.name in obeyed] == []


@pytest.mark.parametrize("file", PYTHON, ids=str)
def test_python_is_plain_python(file: PurePath) -> None:
    text = (TEMPLATE / file).read_text(encoding="utf-8")
    jinja = set(re.findall(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", text))
    is_test = "tests" in str(file)
    is_list_of_components = str(file).endswith("api }}/main.py")
    is_the_same_text_again = re.fullmatch(r"\{% include .* %\}", text)
    allowed = {PACKAGE} if is_test else FEEDBACK if file.name in COMPACT else set()

    assert is_list_of_components or is_the_same_text_again or jinja <= allowed


def test_names_are_possible_on_windows_too() -> None:
    assert [file for file in FILES if re.search(r'[<>:"|?*\\]', str(file))] == []


def test_paths_are_short_enough_for_windows() -> None:
    assert [file for file in FILES if len(str(file)) > 120] == []


def test_paths_of_a_project_are_short(bake: Bake) -> None:
    longest = max(map(str, list_files(bake(project_slug="a" * 64, package_name="a" * 64))), key=len)

    assert len(longest) < 120, longest


@pytest.mark.parametrize("layout", ["monolith", "microservice"])
def test_every_dependency_of_a_project_is_refused_as_its_name(bake: Bake, layout: str) -> None:
    names = set()
    for file in bake(layout=layout).rglob("pyproject.toml"):
        project = tomllib.loads(file.read_text(encoding="utf-8"))
        required = [*project["project"].get("dependencies", [])]
        for group in project["dependency-groups"].values():
            required += [entry for entry in group if isinstance(entry, str)]
        names |= {re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0] for requirement in required}

    assert names
    assert [name for name in names if not why_taken(name)] == []


@pytest.mark.parametrize("layout", ["monolith", "microservice"])
def test_no_folder_of_a_project_can_be_its_name(bake: Bake, layout: str) -> None:
    folders = [path.name for path in bake(layout=layout).iterdir() if path.is_dir() and path.name[0] != "."]

    assert [name for name in folders if not why_taken(name)] == []
