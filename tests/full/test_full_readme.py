"""README's first command does what it says on a machine that has Python and pip only."""

from pathlib import Path

import pytest
from sockets import free_port

from full.serving import predict_the_example, running

pytestmark = pytest.mark.full


def test_one_command_ends_with_a_server_that_answers_the_example_of_its_docs(mlserve: Path, tmp_path: Path) -> None:
    port = free_port()
    arguments = ["new", "demo", "--yes", "--up", "--port", str(port)]

    with running(tmp_path, [str(mlserve), *arguments]) as url:
        assert url == f"http://127.0.0.1:{port}/docs"
        answer = predict_the_example(f"http://127.0.0.1:{port}")

    assert answer["model"] == {"name": "breast-cancer", "version": "1"}
