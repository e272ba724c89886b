"""Ask a server all that its OpenAPI document allows, and more: with schemathesis."""

import json
import subprocess
import sys
from collections.abc import Iterator

from .processes import Serving
from .rows import CONTRACT

EXAMPLES = 20
"""For each operation; ``schemathesis run URL/openapi.json --checks all -n 200`` asks for more."""


def assert_no_answer_breaks_it(server: Serving, *options: str) -> None:
    """Check that *server* keeps what its document promises."""
    document = f"{server.url}/openapi.json"
    arguments = ["run", document, "--checks", "all", "--max-examples", str(EXAMPLES)]
    arguments += [*_beyond_words(), "--no-color", *options]
    command = [sys.executable, "-m", "schemathesis.cli", *arguments]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def _beyond_words() -> Iterator[str]:
    """Yield options for what schemathesis cannot do, or OpenAPI cannot say, of arrays."""
    shapes = [each.get("shape", []) for each in json.loads(CONTRACT.read_bytes())["features"]]
    if any(shapes):  # there is no CSV of them, and it knows none of the other formats
        yield from ("--exclude-path", "/v1/jobs")
    if any(-1 in shape for shape in shapes):  # all rows of a request must have the same shape
        yield from ("--exclude-checks", "positive_data_acceptance")
