"""Projects for the tests of updates: each template is rendered once with the same answers, whoever asks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlserve.options import template_version
from mlserve.past import past_versions
from mlserve.render import render
from mlserve.source import Source
from mlserve.update import sides
from update.hosts import BEFORE, Host, Steps
from update.projects import OLD, Kept, Project, copy, template_of


class Renderer:
    """Renders as `render` does, but what it has rendered once it only copies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[object, Path] = {}

    def __call__(self, answers: Mapping[str, str], workdir: Path, source: Source) -> Path:
        """Return the root of a project of one's own."""
        version = template_version(source)
        name = version if version in past_versions() else str(source.folder)
        key = (name, *answers.items())
        if key not in self.known:
            self.known[key] = render(answers, self.folder / str(len(self.known)), source)
        return copy(self.known[key], workdir / "project" / self.known[key].name).path


@pytest.fixture(scope="session")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    return Renderer(tmp_path_factory.mktemp("rendered"))


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsync")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "none")


@pytest.fixture(autouse=True)
def rendered_once(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sides, "render", renderer)


@pytest.fixture
def generated(renderer: Renderer, tmp_path: Path) -> Kept:
    """Return the folder of a project as a release generates it, at a place in the test's own folder."""

    def generated(version: str = OLD, place: str = "demo", **answers: str) -> Path:
        source, all_answers = template_of(version, tmp_path / "templates", **answers)
        made = renderer(all_answers, tmp_path / f"made-{version}-{len(list(tmp_path.iterdir()))}", source)
        target = tmp_path / place
        target.parent.mkdir(parents=True, exist_ok=True)
        return made.rename(target)

    return generated


@pytest.fixture
def simple(generated: Kept) -> Project:
    """A project of few files, from the older of two releases, with one commit."""
    return Project(generated(preset="simple")).start()


@pytest.fixture
def host(generated: Kept, tmp_path: Path) -> Host:
    """A host of repositories with a project of the last release."""
    return Host.of(Project(generated(BEFORE, preset="simple")).start(), tmp_path / "host")


@pytest.fixture
def workflow(generated: Kept) -> dict[Any, Any]:
    """The workflow of a project of today that wants updates."""
    project = generated(template_version(), place="today", preset="simple", updates="yes")
    found: dict[Any, Any] = yaml.safe_load((project / ".github/workflows/update.yml").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def steps(workflow: dict[Any, Any]) -> Steps:
    """What its job runs, with the variables of each step."""
    (job,) = workflow["jobs"].values()
    return [(step["run"], step.get("env", {})) for step in job["steps"] if "run" in step]
