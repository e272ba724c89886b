"""`mlserve bench` as a user types it."""

import importlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kinds import Run
from sockets import free_port

from bench.tiny_server import EXAMPLE, Serve

QUICK = ["--seconds", "0.3", "--warm-up", "0.1"]


def test_it_prints_a_table_and_bars_for_each_number_of_clients(serve: Serve, run: Run) -> None:
    tiny = serve(delay=0.002)

    result = run("bench", "--url", tiny.url, "--connections", "1,4", *QUICK)

    assert result.exit_code == 0, result.output
    assert "POST /v1/predict, 25 bytes" in result.stdout
    assert re.search(r"^ +1 +\d+ +\d+\.\d\d .* 2\.00 +- +none", result.stdout, re.MULTILINE)
    assert re.search(r"4 clients +p50 +█.* ms", result.stdout)
    assert {*map(bytes.decode, tiny.asked)} == {json.dumps(EXAMPLE, separators=(",", ":"))}


def test_a_promise_is_followed_to_its_limit_and_all_figures_are_written(serve: Serve, run: Run) -> None:
    tiny = serve(work=0.005, metrics=False)
    loads = ["--connections", "2", "--slo", "p50=40ms", "--json", "figures.json"]

    result = run("bench", "--url", tiny.url, *loads, *QUICK)

    assert result.exit_code == 0, result.output
    assert "p50=40ms is kept up to" in result.stdout
    figures = json.loads(Path("figures.json").read_text())
    # It answers 200 a second at most. At 230, half of the requests of so short a load still wait for less than 40 ms.
    assert 50 < figures["slo"]["highest_rate"] <= 240
    assert {each["kept"] for each in figures["slo"]["tried"]} == {True, False}
    assert figures["loads"][0]["rows_in_batch"] is None
    assert figures["loads"][0]["p50_ms"] > 5


def test_body_path_and_key_are_sent_as_they_are_given(serve: Serve, run: Run) -> None:
    tiny = serve(paths={"/ask": {}}, key="secret")
    Path("mine.json").write_text("[1, 2]")

    result = run(
        "bench",
        "--url",
        tiny.url,
        "--body",
        "mine.json",
        "--path",
        "/ask",
        "--key",
        "secret",
        "--connections",
        "1",
        *QUICK,
    )

    assert result.exit_code == 0, result.output
    assert {*tiny.asked} == {b"[1, 2]"}
    assert "secret" not in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--slo", "fast"], "--slo p99=50ms"),
        (["--connections", "many"], "--connections 1,16,64"),
        (["--connections", "0"], "--connections 1,16,64"),
        (["--url", "localhost:8000"], "--url http://127.0.0.1:8000"),
        (["--url", "http://192.0.2.1:8000"], "192.0.2.1 is another machine"),
        (["--url", "http://127.0.0.1:8000", "project"], "give one of them"),
        (["--body", "nowhere.json"], "nowhere.json (--body) cannot be read"),
        (["--json", "no/such/folder.json"], "there is no such folder"),
        (["--path", "v1"], "begins with a slash"),
        (["--seconds", "0"], "--seconds"),
    ],
)
def test_wrong_usage_is_refused_before_anything_is_asked(run: Run, arguments: list[str], said: str) -> None:
    result = run("bench", *arguments)

    assert result.exit_code == 2
    assert said in result.output


def test_a_folder_without_a_project_is_refused(run: Run) -> None:
    result = run("bench")

    assert result.exit_code == 1
    assert "holds no pyproject.toml. Give the project's folder: mlserve bench DIR" in result.output


def test_a_server_that_is_not_there_is_told_of(run: Run) -> None:
    result = run("bench", "--url", f"http://127.0.0.1:{free_port()}")

    assert result.exit_code == 1
    assert "Nothing listens at" in result.output


def test_no_load_is_sent_where_the_first_request_is_refused(serve: Serve, run: Run) -> None:
    locked, strict = serve(key="secret"), serve(statuses=(422,))

    assert (
        '401: {"detail": "An API key is needed"}\nIt asks for an API key: --key'
        in run("bench", "--url", locked.url).output
    )
    assert "is not one that may do that" in run("bench", "--url", locked.url, "--key", "x").output
    assert "No load was sent" in run("bench", "--url", strict.url).output
    assert not locked.asked
    assert len(strict.asked) == 1


def test_without_the_libraries_it_says_how_to_install_them(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httptools", None)

    result = run("bench", "--url", "http://127.0.0.1:8000")

    assert result.exit_code == 1
    assert "needs httptools, which is not installed" in result.output
    assert "python -m pip install httptools psutil uvloop" in result.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_what_was_measured_by_then(serve: Serve, number: signal.Signals) -> None:
    tiny = serve(delay=0.001)
    command = [sys.executable, "-m", "mlserve", "bench", "--url", tiny.url, "--connections", "1,2", "--warm-up", "0"]
    process = subprocess.Popen(
        [*command, "--seconds", "60"],
        env={**os.environ, "PYTHONPATH": str(Path(importlib.import_module("mlserve").__file__ or "").parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(tiny.asked) < 100:
        time.sleep(0.02)

    process.send_signal(number)
    said, error = process.communicate(timeout=20)

    assert process.returncode == 128 + number
    assert re.search(r"^ +1 +\d+ ", said, re.MULTILINE)
    assert f"stopped by {number.name}; what was measured by then stands above" in error
