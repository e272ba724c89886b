"""What the tests of the generator share."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cookiecutter.environment import StrictEnvironment
from kinds import Bake, Run
from rendering import Renderer
from typer.testing import CliRunner, Result

from mlserve import defaults
from mlserve.cli import app
from mlserve.config import Config
from mlserve.defaults import complete

ROOT = Path(__file__).parents[1]
PARTS = ("template", "hooks", "cookiecutter.json")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh-trees", action="store_true", help="write tests/trees/ anew from what is generated")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test: whatever the developer has configured must not matter."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text("[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n", encoding="utf-8")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_CONFIG_HOME", "COOKIECUTTER_CONFIG", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    temporary = tmp_path_factory.mktemp("temporary")  # plain cookiecutter leaves empty folders there
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    defaults.known_author.cache_clear()
    return home


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three parts that plain cookiecutter needs, copied out of the checkout (it copies all that is beside them)."""
    copy = tmp_path_factory.mktemp("template") / "mlserve"
    copy.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / part)
    return copy


@pytest.fixture(scope="session", autouse=True)
def _compile_templates_once() -> Iterator[None]:
    """Keep what Jinja compiles: the template is the same for all answers, and compiling is most of the time."""
    compiled: dict[tuple[str, Any], Any] = {}
    original = StrictEnvironment.compile

    def compile_once(self: StrictEnvironment, source: Any, name: Any = None, *rest: Any, **more: Any) -> Any:
        key = (source, name)
        if key not in compiled:
            compiled[key] = original(self, source, name, *rest, **more)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StrictEnvironment, "compile", compile_once)
        yield


@pytest.fixture(scope="session")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    return Renderer(tmp_path_factory.mktemp("rendered"))


@pytest.fixture
def bake(renderer: Renderer, tmp_path: Path) -> Bake:
    """Render a project as `mlserve new` does, in this process, and return its root."""

    def bake(folder: str = "baked", **answers: str) -> Path:
        return renderer(Config.from_answers(complete(answers)).answers(), tmp_path / folder)

    return bake


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `mlserve` as a user does, in an empty folder, and return what came of it."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, prog_name="mlserve")

    return run
