"""A requirement finds its place among those of a project, and nothing else in the file changes."""

from pathlib import Path

import pytest
from kinds import Bake
from packaging.requirements import Requirement

from mlserve.dependencies import add_dependencies, compatible
from mlserve.errors import MlserveError
from mlserve.up.pyproject import read


@pytest.mark.parametrize("layout", ["monolith", "microservice"])
def test_a_requirement_is_written_in_its_place_and_the_rest_stays(bake: Bake, layout: str) -> None:
    project = bake(layout=layout, dataset="own")
    service = project / "services/ml" if layout == "microservice" else project
    file = service / "pyproject.toml"
    before, lines = read(service, hint=""), file.read_text(encoding="utf-8").splitlines()

    add_dependencies(file, ["lightgbm>=4.7,<5"])

    after, written = read(service, hint=""), file.read_text(encoding="utf-8").splitlines()
    wanted = [*before["project"].pop("dependencies"), "lightgbm>=4.7,<5"]
    asked = after["project"].pop("dependencies")
    assert sorted(asked) == sorted(wanted)
    assert after == before
    names = [Requirement(each).name for each in asked]
    assert names[names.index("lightgbm") - 1] < "lightgbm" < names[names.index("lightgbm") + 1]
    assert [each for each in written if "lightgbm" not in each] == lines


def test_a_requirement_that_is_there_stays_as_the_owner_wrote_it(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    text = '[project]\ndependencies = [\n    "xgboost==3.0", # mine\n]\n'
    file.write_text(text, encoding="utf-8")

    add_dependencies(file, ["xgboost>=3.2,<4"])

    assert file.read_text(encoding="utf-8") == text


def test_where_there_is_no_list_it_is_said_what_to_add(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")

    with pytest.raises(MlserveError, match=r"to it$"):
        add_dependencies(tmp_path / "pyproject.toml", ["xgboost>=3.2,<4"])


@pytest.mark.parametrize(("version", "expected"), [("4.7.0", "x>=4.7,<5"), ("3", "x>=3.0,<4"), ("", "x")])
def test_releases_like_the_one_that_made_it_are_compatible(version: str, expected: str) -> None:
    assert compatible("x", version) == expected
