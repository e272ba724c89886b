"""`mlserve up` knows its project, its Python and its settings, and says what is missing."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from mlserve.errors import MlserveError
from mlserve.up import dotenv, groups, project, pythons
from up.tiny_microservice import write_microservice
from up.tiny_project import write_project


def test_a_generated_project_is_found(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "tiny")

    found = project.find(folder)

    assert found.entrance.server == "tiny.api"
    assert found.entrance.trainer == "tiny.ml.train"
    assert found.entrance.folder == folder
    assert found.behind == ()


def test_a_project_of_two_services_is_found_with_the_ml_service_first(tmp_path: Path) -> None:
    folder = write_microservice(tmp_path / "tiny")

    found = project.find(folder)

    assert [service.server for service in found.services] == ["tiny.ml", "tiny.api"]
    assert [service.trainer for service in found.services] == ["tiny.ml.train", None]
    assert [service.folder for service in found.services] == [folder / "services/ml", folder / "services/api"]
    assert found.entrance.name == "api"


@pytest.mark.parametrize("name", ["ml", "api"])
def test_a_service_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    folder = write_microservice(tmp_path / "tiny")
    service = folder / "services" / name

    (service / "pyproject.toml").unlink()
    with pytest.raises(MlserveError, match=re.escape(f"{service} holds no pyproject.toml. The layout")):
        project.find(folder)

    shutil.rmtree(service)
    with pytest.raises(MlserveError, match=re.escape(f"There is no folder {service}. The layout 'microservice'")):
        project.find(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "holds no pyproject.toml. Give the project's folder"),
        ("[tool", "is not valid TOML"),
        ("[project]\nname = 'x'", "this is no project that mlserve generated"),
        ("tool = 3", "this is no project that mlserve generated"),
        ("[tool.mlserve]\nanswers = 3", "this is no project that mlserve generated"),
        ("[tool.mlserve.answers]\nlayout = 'monolith'", "has no usable package_name"),
        ("[tool.mlserve.answers]\nlayout = 'monolith'\npackage_name = 'a-b'", "has no usable package_name"),
        ("[tool.mlserve.answers]\npackage_name = 'x'", "has no usable layout"),
        ("[tool.mlserve.answers]\npackage_name = 'x'\nlayout = 'mesh'", "has the layout 'mesh'; this mlserve starts"),
    ],
)
def test_what_is_no_project_is_said_with_what_it_lacks(tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)

    with pytest.raises(MlserveError, match=re.escape(message)):
        project.find(tmp_path)


def test_a_folder_that_is_not_there_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(MlserveError, match=r"holds no pyproject\.toml"):
        project.find(tmp_path / "gone")


def test_settings_come_from_the_environment_then_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(
        "API_PORT=9000 # ours\nexport api_host = \"::1\"\nML_MODELS_DIR='my models'\n"
        "#X=1\nAPI_EMPTY=\nAPI_COMMENT= # no\n"
    )
    monkeypatch.setenv("Api_Port", "9001")

    settings = dotenv.settings_in(tmp_path)

    assert settings["API_PORT"] == "9001"
    assert settings["API_HOST"] == "::1"
    assert settings["ML_MODELS_DIR"] == "my models"
    assert not {"X", "API_EMPTY", "API_COMMENT"} & {*settings}


def test_groups_include_groups_and_their_names_are_normalized() -> None:
    pyproject = {
        "dependency-groups": {"Train_It": ["onnx>=1"], "dev": [{"include-group": "train-it"}, "pytest ; x == '1'"]}
    }

    assert groups.requirements(pyproject, "dev") == ["onnx>=1", "pytest ; x == '1'"]


@pytest.mark.parametrize("entry", ["a", "gone"])
def test_a_group_that_is_missing_or_holds_itself_is_said(entry: str) -> None:
    with pytest.raises(MlserveError, match=r"dependency.group"):
        groups.requirements({"dependency-groups": {"a": [{"include-group": entry}]}}, "a")


@pytest.mark.parametrize(
    ("requires", "allowed"),
    [
        (">=3.11", True),
        (">=3.12", True),
        (">=3.12.4", False),
        (">=3.11,<4", True),
        (">=3.11, <3.12", False),
        ("~=3.11", True),
        ("~=3.12.0", True),
        ("~=3.11.0", False),
        ("==3.12.*", True),
        ("!=3.12.*", False),
        ("==3.12", False),
        (">3.12", True),
        ("<=3.12", False),
        ("", True),
        ("what is this", True),
    ],
)
def test_a_python_is_allowed_as_requires_python_says(requires: str, *, allowed: bool) -> None:
    assert pythons.fits(requires, (3, 12, 1)) is allowed


def test_the_python_that_runs_us_is_taken_if_it_is_allowed() -> None:
    assert pythons.choose(">=3.11").path == Path(sys.executable)


def test_another_python_on_path_is_taken_if_ours_is_not_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, says in (("python3.11", "exit 127"), ("python3.29", "echo 3 29 1")):
        shim = tmp_path / name
        shim.write_text(f"#!/bin/sh\n{says}\n")
        shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert pythons.choose(">=3.28").path == tmp_path / "python3.29"


def test_no_python_that_is_allowed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(MlserveError, match=r"needs Python >=3\.99; this is 3\.\d+\.\d+, and no other"):
        pythons.choose(">=3.99")
