"""Projects for the tests of updates: what an update renders is rendered once with the same answers, whoever asks."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from rendering import Renderer

from mlserve.options import template_version
from mlserve.update import sides
from update.hosts import BEFORE, Host, Steps
from update.projects import OLD, Kept, Project, template_of


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
