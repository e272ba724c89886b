"""The command as a user types it: what it says, how it ends, what it leaves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from checks import contents
from kinds import Bake, Run

import mlserve.up
from mlserve.errors import MlserveError
from mlserve.options import template_version


def test_new_makes_the_project_and_says_what_to_type_next(run: Run) -> None:
    result = run("new", "churn", "--yes")

    assert result.exit_code == 0
    assert Path("churn/src/churn").is_dir()
    assert "cd churn\n  mlserve up" in result.stdout
    assert "render the template ..." in result.stderr


def test_quiet_says_nothing(run: Run) -> None:
    assert run("new", "churn", "--yes", "--quiet").output == ""


def test_dry_run_prints_the_tree_and_writes_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    result = run("new", "churn", "--yes", "--dry-run", "--output-dir", "not/there")

    assert result.exit_code == 0
    assert result.stdout.startswith("churn/\n")
    assert "  pyproject.toml\n" in result.stdout
    assert list(Path().iterdir()) == list(temporary.iterdir()) == []


def test_dry_run_sees_what_is_in_the_way(run: Run) -> None:
    Path("churn").write_text("mine")

    assert run("new", "churn", "--dry-run").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "--nonsense"],
        ["nonsense"],
        ["new", "x", "--port", "8000"],
        ["new", "x", "--up", "--port", "eight"],
        ["new", "x", "--yes", "--up", "--port", "99999"],
        ["new", "x", "--yes", "--up", "--host", "http://localhost"],
        ["up", "--port", "0"],
        ["new", "x", "--license", "GPL"],
    ],
)
def test_wrong_usage_ends_with_2_and_writes_nothing(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2
    assert list(Path().iterdir()) == []


def test_version_is_the_one_of_the_template(run: Run) -> None:
    assert run("--version").output == f"mlserve {template_version()}\n"


def test_help_shows_examples_and_every_command(run: Run) -> None:
    assert "mlserve new churn --yes --up" in run("new", "--help").output
    assert all(command in run("--help").output for command in ("new", "options", "up", "bench"))


@pytest.mark.parametrize("arguments", [["--help"], ["new", "--help"], ["options"]])
def test_what_only_shows_something_imports_little(arguments: list[str]) -> None:
    code = f"""
import sys
from mlserve.cli import app
try:
    app({arguments!r}, prog_name="mlserve")
except SystemExit:
    print({{"cookiecutter", "jinja2", "requests", "rich"}} & set(sys.modules), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr == "set()\n"


def test_a_git_repository_is_started(run: Run) -> None:
    run("new", "churn", "--yes")

    assert Path("churn/.git").is_dir()


def test_no_git_repository_is_started_inside_another(run: Run) -> None:
    Path(".git").mkdir()

    run("new", "churn", "--yes")

    assert not Path("churn/.git").exists()


def test_no_git_repository_is_started_where_none_is_wanted(run: Run) -> None:
    run("new", "churn", "--yes", "--no-git")

    assert not Path("churn/.git").exists()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for git is a shell script")
def test_a_git_that_fails_is_a_warning(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\necho out of order >&2\nexit 1\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    result = run("new", "churn", "--yes")

    assert result.exit_code == 0
    assert "Warning: git init failed: out of order" in result.stderr


def test_without_git_there_is_no_repository_and_no_complaint(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    result = run("new", "churn", "--yes", "--quiet")

    assert (result.exit_code, result.output) == (0, "")


def test_up_serves_what_was_made(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[Path, str | None, int | None, bool]] = []

    def serve(directory: Path, *, host: str | None, port: int | None, quiet: bool) -> None:
        served.append((directory, host, port, quiet))

    monkeypatch.setattr(mlserve.up, "up", serve)

    assert run("new", "churn", "--yes", "--up", "--port", "8001", "--quiet").exit_code == 0
    assert served == [(Path("churn").absolute(), None, 8001, True)]


def test_a_project_that_cannot_be_served_is_kept_and_the_step_can_be_repeated(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_directory: Path, **_: object) -> None:
        raise MlserveError("port 8001 is taken")

    monkeypatch.setattr(mlserve.up, "up", fail)

    result = run("new", "churn", "--yes", "--up", "--port", "8001")

    assert result.exit_code == 3
    assert "port 8001 is taken" in result.stderr
    assert "to try that again: mlserve up churn --port 8001" in result.stderr
    assert Path("churn/pyproject.toml").is_file()


def test_nothing_of_the_users_cookiecutter_matters_or_is_left(
    run: Run, bake: Bake, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    (home / ".cookiecutterrc").write_text("default_context: {license: proprietary, author_name: Nobody}\n")
    before = sorted(home.rglob("*"))

    assert run("new", "My Project", "--yes", "--no-git").exit_code == 0
    assert contents(Path("my-project")) == contents(bake())
    assert sorted(home.rglob("*")) == before
    assert list(temporary.iterdir()) == []


def test_a_path_with_braces_is_refused(run: Run) -> None:
    result = run("new", "x", "--yes", "--output-dir", "{{ a }}")

    assert result.exit_code == 2
    assert "holds a template's braces" in result.output
    assert list(Path().iterdir()) == []


def test_options_as_json_are_json(run: Run) -> None:
    assert json.loads(run("options", "--json").stdout)[0]["key"] == "project_name"


@pytest.mark.skipif(os.name == "nt", reason="the shell of this completion is bash")
def test_bash_completes_choices(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    environment = {
        **os.environ,
        "_MLSERVE_COMPLETE": "complete_bash",
        "COMP_WORDS": "mlserve new --license ",
        "COMP_CWORD": "3",
    }
    done = subprocess.run(
        [sys.executable, "-m", "mlserve"], env=environment, capture_output=True, text=True, check=False
    )

    assert done.stdout.split() == ["MIT", "Apache-2.0", "BSD-3-Clause", "proprietary"]
