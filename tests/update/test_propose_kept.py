"""`mlserve propose` overwrites nobody's work, asks no second time, and says what does not merge."""

import subprocess
import time
from pathlib import Path

import pytest

from mlserve.options import template_version
from update.hosts import BEFORE, BRANCH, RECORD, TITLE, Host, Steps
from update.projects import Kept, Project


def test_one_that_was_closed_is_not_opened_again(host: Host, steps: Steps) -> None:
    host.run(steps)
    branch, _ = host.git("rev-parse", BRANCH), host.asked
    host.has({"title": TITLE, "state": "CLOSED"})
    host.edit(RECORD, 'version = "0.1.0"', 'version = "2.3.4"')

    done = host.run(steps, "again")

    assert (done.returncode, "was closed" in done.stdout) == (0, True), done.stderr
    assert (host.git("rev-parse", BRANCH), host.asked) == (branch, [])


def test_one_that_is_open_is_renewed_though_another_was_closed(host: Host, steps: Steps) -> None:
    host.has({"title": TITLE, "number": 2}, {"title": TITLE, "state": "CLOSED"})

    done = host.run(steps)

    assert (done.returncode, done.stdout) == (0, "Renewed pull request #2\n"), done.stderr


def test_pull_requests_of_older_templates_and_of_forks_do_not_count(host: Host, steps: Steps) -> None:
    older = {"title": f"Update the mlserve template from 0.3.0 to {BEFORE}", "state": "CLOSED"}
    host.has(older, {"title": TITLE, "isCrossRepository": True})

    host.run(steps)

    assert [each["words"][:2] for each in host.asked] == [["pr", "create"]]


@pytest.mark.parametrize("amend", [[], ["--amend"]], ids=["commit", "amend"])
def test_what_somebody_has_committed_on_the_branch_is_never_overwritten(
    host: Host, steps: Steps, amend: list[str]
) -> None:
    host.run(steps)
    owner = host.clone("owner")
    owner.git("switch", "--quiet", BRANCH)
    for key in ("name", "email"):  # as whoever runs CI, which may be the owner
        owner.git("config", f"user.{key}", owner.git("log", "-1", f"--format=%c{key[0]}"))
    owner.write("LICENSE", "mine\n")
    time.sleep(1.1)  # git's dates are whole seconds
    owner.git("commit", "--all", "--quiet", "--message", "Mine", *amend)
    owner.git("push", "--quiet", "--force")
    _ = host.asked
    host.edit(RECORD, 'version = "0.1.0"', 'version = "2.3.4"')

    done = host.run(steps, "again")

    assert (done.returncode, "somebody has committed" in done.stdout) == (0, True), done.stderr
    assert host.git("rev-parse", BRANCH) == owner.head
    assert host.asked == []


def test_a_conflict_is_a_draft_that_lists_the_files_and_has_the_markers(host: Host, steps: Steps) -> None:
    host.conflict()

    done = host.run(steps)

    assert done.returncode == 0, done.stderr
    (asked,) = host.asked
    assert asked["words"][-1] == "--draft"
    assert "## These files do not merge by themselves\n" in asked["text"]
    assert f"\n- `{RECORD}`\n" in asked["text"]
    text = host.git("show", f"{BRANCH}:{RECORD}")
    assert "<<<<<<< yours\n" in text
    assert f">>>>>>> mlserve {template_version()}" in text


def test_where_there_are_no_drafts_a_conflict_is_a_pull_request_all_the_same(host: Host, steps: Steps) -> None:
    host.conflict()
    host.fails("--draft", "Draft pull requests are not supported in this repository.")

    done = host.run(steps)

    assert done.returncode == 0, done.stderr
    assert [each["words"][-1] for each in host.asked] == ["--draft", "-"]


def test_a_draft_without_conflicts_is_ready(host: Host, steps: Steps) -> None:
    host.conflict()
    host.run(steps)
    _ = host.asked
    host.has({"title": TITLE, "isDraft": True})
    host.edit(RECORD, "# mine\n", "")

    done = host.run(steps, "again")

    assert done.returncode == 0, done.stderr
    assert [each["words"][:2] for each in host.asked] == [["api", "--silent"], ["pr", "ready"]]


def test_a_push_that_may_not_change_workflows_fails_and_says_what_to_do(host: Host, steps: Steps) -> None:
    hook = host.bare / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'refusing to allow a GitHub App to create or update workflow' >&2\nexit 1\n")

    done = host.run(steps)

    assert done.returncode == 1
    assert "as the secret UPDATE_TOKEN" in done.stderr
    assert (host.branches(), host.asked) == ({"main"}, [])


def test_a_dry_run_shows_what_would_be_said_and_changes_nothing(host: Host) -> None:
    clone = host.clone("clone")
    before = clone.git("count-objects", "-v")

    done = host.job(clone, [("mlserve propose --dry-run", {})])

    assert done.stdout.startswith(f"{TITLE}\n\n`mlserve update` from the template {BEFORE}")
    assert (host.branches(), host.asked, clone.git("count-objects", "-v")) == ({"main"}, [], before)
    assert done.stderr == ""


def test_a_shallow_clone_is_refused(host: Host) -> None:
    shallow = Project(host.folder / "shallow")
    host.edit("LICENSE", "MIT", "My")
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{host.bare}", str(shallow.path)], check=True)

    done = host.job(shallow, [("mlserve propose", {})])

    assert (done.returncode, "git fetch --unshallow" in done.stderr) == (1, True)
    assert host.branches() == {"main"}


def test_without_ci_there_is_nowhere_to_propose(generated: Kept, tmp_path: Path) -> None:
    host = Host.of(Project(generated(BEFORE, preset="simple", ci="none")).start(), tmp_path / "host")

    done = host.job(host.clone("clone"), [("mlserve propose", {})])

    assert (done.returncode, "ci=github or ci=gitlab" in done.stderr) == (2, True)
