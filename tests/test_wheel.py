"""What is installed is what is checked out: an installed wheel makes the very same project."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from checks import contents
from kinds import Bake

from mlserve.options import template_version
from mlserve.past import past_versions
from mlserve.source import SOURCE

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist that is built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's contents, compiled as pip compiles them."""
    folder = tmp_path_factory.mktemp("site-packages")
    command = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--compile", "--target", str(folder)]
    subprocess.run([sys.executable, *command, str(wheel)], check=True, capture_output=True)
    return folder


def test_the_command_and_the_template_have_one_version() -> None:
    assert PYPROJECT["project"]["version"] == template_version()


def test_the_wheel_holds_the_three_parts_as_they_are(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        start = "mlserve/source/"
        inside = {name.removeprefix(start): packed.read(name) for name in packed.namelist() if name.startswith(start)}

    for part in ("template", "hooks"):
        expected = {
            f"{part}/{name}": data for name, data in contents(SOURCE / part).items() if "__pycache__" not in name
        }
        assert {name: data for name, data in inside.items() if name.startswith(part)} == expected
    assert inside["cookiecutter.json"] == (SOURCE / "cookiecutter.json").read_bytes()


def test_the_wheel_holds_what_updates_need(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())

    assert {f"mlserve/past/{version}.tar.xz" for version in past_versions()} <= inside
    assert "mlserve/source/CHANGELOG.md" in inside


def test_an_installed_wheel_makes_the_same_project(bake: Bake, installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "mlserve", "new", "x", "--yes", "--no-git", "--ci", "gitlab"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

    assert list(installed.rglob("mlserve/source/template/**/*.pyc"))
    assert contents(tmp_path / "x") == contents(bake(project_name="x", ci="gitlab"))


def test_an_installed_template_may_be_read_only(installed: Path, tmp_path: Path) -> None:
    for path in installed.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "mlserve", "new", "x", "--yes", "--no-git"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

    assert [path for path in (tmp_path / "x").rglob("*") if not path.stat().st_mode & 0o200] == []
