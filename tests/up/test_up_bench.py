"""`mlserve bench` starts a project's server as `mlserve up` does, and leaves nothing running."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from up.running import GENERATOR, is_alive, wait_for, without_poetry

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the tiny server writes down processes of POSIX")


def bench(project: Path, *flags: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run it with a few clients, and return what came of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("API_", "ML_", "MLSERVE_"))}
    surroundings = {**kept, "PATH": without_poetry(os.environ["PATH"]), "PYTHONPATH": str(GENERATOR), **variables}
    body = project.parent / "body.json"
    body.write_text("[1]")
    command = [
        sys.executable,
        "-m",
        "mlserve",
        "bench",
        str(project),
        "--body",
        str(body),
        "--connections",
        "2",
        *flags,
    ]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60, check=False)


def test_it_measures_the_servers_cpu_time_and_ends_with_nothing_running(installed: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"

    done = bench(installed, "--seconds", "0.5", "--warm-up", "0", "--json", str(figures))

    assert done.returncode == 0, done.stderr
    assert "served /" not in done.stdout + done.stderr
    load = json.loads(figures.read_text())["loads"][0]
    assert load["cpu_ms_per_request"] > 0
    assert load["errors"] == {}
    assert (installed / "stops").read_text() == "SIGTERM\n"
    pids = [int(word) for word in (installed / "pids").read_text().split()]
    wait_for(lambda: not any(map(is_alive, pids)))


def test_a_server_that_ends_under_load_ends_it_with_what_was_measured_and_said(installed: Path) -> None:
    loads = ["--connections", ",".join("1" * 50), "--seconds", "0.3", "--warm-up", "0"]

    done = bench(installed, *loads, TINY_DIES_AFTER="4")

    assert done.returncode == 1
    assert "as fast as so many clients can ask" in done.stdout
    assert "The server ended by itself, with exit code 7." in done.stderr
    assert "the servers said last:\nserved /" in done.stderr


def test_a_server_that_does_not_start_is_told_of_with_its_own_words(installed: Path) -> None:
    done = bench(installed, TINY_DIES_AT_ONCE="1")

    assert done.returncode == 1
    assert "no model here" in done.stderr
    assert done.stdout == ""
