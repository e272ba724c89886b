"""`mlserve propose`, as the workflow of a generated project runs it: one branch and one pull request."""

from pathlib import Path
from typing import Any

from mlserve.options import template_version
from update.hosts import BRANCH, INSTALL, NEXT, RECORD, TITLE, Host, Steps
from update.projects import Kept, Project


def test_the_workflow_runs_on_a_schedule_and_by_hand_and_may_do_no_more_than_it_needs(workflow: dict[Any, Any]) -> None:
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}  # YAML takes `on` for true
    assert workflow["permissions"] == {"contents": "write", "pull-requests": "write"}
    (job,) = workflow["jobs"].values()
    used = {step["uses"] for step in job["steps"] if "uses" in step}
    assert used == {"actions/checkout@v6", "actions/setup-python@v6"}
    assert next(step["run"] for step in job["steps"] if "run" in step) == INSTALL


def test_its_actions_are_those_of_the_other_workflow(generated: Kept) -> None:
    folder = generated(template_version(), preset="simple", updates="yes") / ".github/workflows"
    other = (folder / "ci.yml").read_text(encoding="utf-8")

    used = [
        line.strip() for line in (folder / "update.yml").read_text(encoding="utf-8").splitlines() if "uses:" in line
    ]

    assert used
    assert [line for line in used if line not in other] == []


def test_where_there_is_nothing_to_do_there_is_no_branch_and_no_pull_request(
    generated: Kept, steps: Steps, tmp_path: Path
) -> None:
    host = Host.of(Project(generated(template_version(), preset="simple")).start(), tmp_path / "host")

    done = host.run(steps)

    assert (done.returncode, done.stdout) == (0, f"Up to date: template {template_version()}\n"), done.stderr
    assert (host.branches(), host.asked) == ({"main"}, [])


def test_a_newer_template_is_one_commit_on_a_branch_and_a_pull_request(host: Host, steps: Steps) -> None:
    main = host.git("rev-parse", "main")

    done = host.run(steps)

    assert done.returncode == 0, done.stderr
    assert done.stdout == "https://github.example.com/ada/demo/pull/1\n"
    assert host.branches() == {"main", BRANCH}
    assert host.git("rev-parse", f"{BRANCH}~1") == main == host.git("rev-parse", "main")
    assert host.git("log", "-1", "--format=%s %cn", BRANCH) == f"{TITLE} github-actions[bot]"
    assert f'template_version = "{template_version()}"' in host.git("show", f"{BRANCH}:{RECORD}")
    (asked,) = host.asked
    assert asked["words"] == [
        *("pr", "create", "--head", BRANCH, "--base", "main", "--title", TITLE, "--body-file", "-"),
    ]
    assert f"## New in {NEXT}\n\n- Added: " in asked["text"]
    assert "do not merge" not in asked["text"]


def test_a_second_run_asks_for_no_second_pull_request(host: Host, steps: Steps) -> None:
    host.run(steps)
    branch, _ = host.git("rev-parse", BRANCH), host.asked
    host.has({"title": TITLE})

    done = host.run(steps, "again")

    assert (done.returncode, done.stdout) == (0, "Nothing to do: pull request #1 is open\n"), done.stderr
    assert (host.git("rev-parse", BRANCH), host.asked) == (branch, [])


def test_edits_elsewhere_on_the_default_branch_change_nothing(host: Host, steps: Steps) -> None:
    host.run(steps)
    branch = host.git("rev-parse", BRANCH)
    host.has({"title": TITLE})
    host.edit("LICENSE", "MIT", "My")

    done = host.run(steps, "again")

    assert (done.returncode, host.git("rev-parse", BRANCH)) == (0, branch), done.stderr


def test_edits_in_files_of_the_update_renew_the_branch_and_the_pull_request(host: Host, steps: Steps) -> None:
    host.run(steps)
    _ = host.asked
    host.has({"title": TITLE})
    host.edit(RECORD, 'version = "0.1.0"', 'version = "2.3.4"')

    done = host.run(steps, "again")

    assert (done.returncode, done.stdout) == (0, "Renewed pull request #1\n"), done.stderr
    assert host.git("rev-parse", f"{BRANCH}~1") == host.git("rev-parse", "main")
    assert 'version = "2.3.4"' in host.git("show", f"{BRANCH}:{RECORD}")
    (asked,) = host.asked
    assert asked["words"][:5] == ["api", "--silent", "--method", "PATCH", "repos/{owner}/{repo}/pulls/1"]
    assert asked["words"][5:] == ["--raw-field", f"title={TITLE}", "--field", "body=@-"]
    assert f"## New in {NEXT}" in asked["text"]


def test_where_the_pull_request_could_not_be_opened_the_next_run_does_so(host: Host, steps: Steps) -> None:
    host.fails("create", "GitHub Actions is not permitted to create or approve pull requests (createPullRequest)")

    failed = host.run(steps)
    (host.folder / "failing.json").unlink()
    _ = host.asked
    done = host.run(steps, "again")

    assert (failed.returncode, done.returncode) == (1, 0), done.stderr
    assert "Allow GitHub Actions to create and approve pull requests" in failed.stderr
    assert [each["words"][:2] for each in host.asked] == [["pr", "create"]]
