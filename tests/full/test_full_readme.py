"""README's first command does what it says on a machine that has Python and pip only, and `mlserve bench` after it."""

import json
from pathlib import Path

import pytest
from sockets import free_port

from full.installing import command
from full.serving import predict_the_example, running

pytestmark = pytest.mark.full


def test_one_command_ends_with_a_server_that_answers_the_example_of_its_docs(mlserve: Path, tmp_path: Path) -> None:
    port = free_port()
    arguments = ["new", "demo", "--yes", "--up", "--port", str(port)]

    with running(tmp_path, [str(mlserve), *arguments]) as url:
        assert url == f"http://127.0.0.1:{port}/docs"
        answer = predict_the_example(f"http://127.0.0.1:{port}")

    assert answer["model"] == {"name": "breast-cancer", "version": "1"}
    loads = [
        "--connections",
        "1,16",
        "--seconds",
        "1",
        "--warm-up",
        "0.5",
        "--slo",
        "p90=1ms",
        "--json",
        "figures.json",
    ]
    said = command(tmp_path, mlserve, "bench", "demo", *loads)
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    one, sixteen = figures["loads"]
    assert "p90=1ms" in said
    assert not one["errors"]
    assert one["rows_in_batch"] < sixteen["rows_in_batch"]
    assert one["cpu_ms_per_request"] > sixteen["cpu_ms_per_request"] > 0
    assert figures["slo"]["tried"]
