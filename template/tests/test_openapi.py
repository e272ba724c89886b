"""The server keeps what its OpenAPI document promises: schemathesis asks it all kinds of things."""

import subprocess
import sys

import httpx2

from .processes import Serving

EXAMPLES = 20
"""For each operation; ``schemathesis run URL/openapi.json --checks all -n 200`` asks for more."""


def test_no_answer_breaks_the_document(server: Serving) -> None:
    document = f"{server.url}/openapi.json"
    assert httpx2.get(document).json()["openapi"].startswith("3.1")
    arguments = ["run", document, "--checks", "all", "--max-examples", str(EXAMPLES)]
    command = [sys.executable, "-m", "schemathesis.cli", *arguments, "--no-color"]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr
