"""Ask a server all that its OpenAPI document allows, and more: with schemathesis."""

import subprocess
import sys

from .processes import Serving

EXAMPLES = 20
"""For each operation; ``schemathesis run URL/openapi.json --checks all -n 200`` asks for more."""


def assert_no_answer_breaks_it(server: Serving, *options: str) -> None:
    """Check that *server* keeps what its document promises."""
    document = f"{server.url}/openapi.json"
    arguments = ["run", document, "--checks", "all", "--max-examples", str(EXAMPLES)]
    command = [sys.executable, "-m", "schemathesis.cli", *arguments, "--no-color", *options]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr
