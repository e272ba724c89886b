"""The job `update` of `.gitlab-ci.yml` pushes an update with the options that open a merge request."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mlserve.options import template_version
from update.hosts import BEFORE, BRANCH, INSTALL, NEXT, RECORD, TITLE, Done, Host
from update.projects import Kept, Project

VARIABLES = {
    "CI_SERVER_HOST": "gitlab.example.com",
    "CI_SERVER_PROTOCOL": "https",
    "CI_SERVER_FQDN": "gitlab.example.com:8443",
    "CI_PROJECT_PATH": "ada/demo",
    "CI_COMMIT_BRANCH": "main",
    "UPDATE_TOKEN": "secret",
}
PUSHED_TO = "https://mlserve:secret@gitlab.example.com:8443/ada/demo.git"


@pytest.fixture
def gitlab(generated: Kept, tmp_path: Path) -> Host:
    """A host with a project of the last release that has its CI at GitLab."""
    host = Host.of(Project(generated(BEFORE, preset="simple", ci="gitlab")).start(), tmp_path / "host")
    host.variables = VARIABLES
    return host


@pytest.fixture
def job(generated: Kept) -> dict[str, Any]:
    """The job of a project of today that wants updates."""
    project = generated(template_version(), place="today", preset="simple", ci="gitlab", updates="yes")
    found: dict[str, Any] = yaml.safe_load((project / ".gitlab-ci.yml").read_text(encoding="utf-8"))["update"]
    return found


def ran(host: Host, job: dict[str, Any], name: str = "clone") -> Done:
    """Run the *job* as GitLab's runner does: on a commit, not a branch."""
    clone = host.clone(name)
    clone.git("checkout", "--quiet", "--detach")
    clone.git("config", f"url.{host.bare}.insteadOf", PUSHED_TO)
    return host.job(clone, [(command, {}) for command in job["script"]])


def test_the_job_runs_on_a_schedule_and_by_hand_with_the_whole_history(job: dict[str, Any]) -> None:
    sources = {rule["if"]: rule.get("when", "on_success") for rule in job["rules"]}

    assert sources == {'$CI_PIPELINE_SOURCE == "schedule"': "on_success", '$CI_PIPELINE_SOURCE == "web"': "manual"}
    assert job["variables"]["GIT_DEPTH"] == "0"
    assert job["script"][0] == INSTALL


def test_a_newer_template_is_pushed_with_a_merge_request(gitlab: Host, job: dict[str, Any]) -> None:
    done = ran(gitlab, job)

    assert done.returncode == 0, done.stderr
    assert gitlab.git("rev-parse", f"{BRANCH}~1") == gitlab.git("rev-parse", "main")
    description = next(each for each in gitlab.options if each.startswith("merge_request.description="))
    assert sorted(gitlab.options) == sorted(
        [
            "merge_request.create",
            "merge_request.target=main",
            f"merge_request.title={TITLE}",
            description,
            "merge_request.remove_source_branch",
        ]
    )
    assert f"<h2>New in {NEXT}</h2><ul><li>Added: <code>" in description


def test_a_second_run_pushes_nothing(gitlab: Host, job: dict[str, Any]) -> None:
    ran(gitlab, job)
    branch = gitlab.git("rev-parse", BRANCH)
    (gitlab.bare / "options").unlink()

    done = ran(gitlab, job, "again")

    assert (done.returncode, done.stdout) == (0, f"Nothing to do: {BRANCH} has it\n"), done.stderr
    assert gitlab.git("rev-parse", BRANCH) == branch
    assert not (gitlab.bare / "options").exists()


def test_a_conflict_is_a_draft_that_lists_the_files(gitlab: Host, job: dict[str, Any]) -> None:
    gitlab.conflict()

    done = ran(gitlab, job)

    assert done.returncode == 0, done.stderr
    assert f"merge_request.title=Draft: {TITLE}" in gitlab.options
    assert any(f"<li><code>{RECORD}</code></li>" in each for each in gitlab.options)
    assert "<<<<<<< yours\n" in gitlab.git("show", f"{BRANCH}:{RECORD}")


def test_where_there_is_nothing_to_do_nothing_is_pushed(generated: Kept, job: dict[str, Any], tmp_path: Path) -> None:
    host = Host.of(Project(generated(template_version(), preset="simple", ci="gitlab")).start(), tmp_path / "host")
    host.variables = VARIABLES

    done = ran(host, job)

    assert (done.returncode, done.stdout) == (0, f"Up to date: template {template_version()}\n"), done.stderr
    assert host.branches() == {"main"}
