"""Ask a server all that its OpenAPI document allows, and more: with schemathesis."""

import json
import subprocess
import sys
from collections.abc import Iterator

from .processes import Serving
from .rows import CONTRACT

WRITABLE = {"application/json", "text/csv"}
"""The media types that schemathesis can write; there is no CSV of arrays."""

EXAMPLES = 20
"""For each operation; ``schemathesis run URL/openapi.json --checks all -n 200`` asks for more."""


def assert_no_answer_breaks_it(server: Serving, *options: str) -> None:
    """Check that *server* keeps what its document promises."""
    document = f"{server.url}/openapi.json"
    arguments = ["run", document, "--checks", "all", "--max-examples", str(EXAMPLES)]
    arguments += [*_beyond_words(server), "--no-color", *options]
    command = [sys.executable, "-m", "schemathesis.cli", *arguments]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def _beyond_words(server: Serving) -> Iterator[str]:
    """Yield options for what schemathesis cannot write, or OpenAPI cannot say."""
    for path, operations in server.get("/openapi.json").json()["paths"].items():
        media_types = operations.get("post", {}).get("requestBody", {}).get("content", WRITABLE)
        if WRITABLE.isdisjoint(media_types):
            yield from ("--exclude-path", path)
    contract = json.loads(CONTRACT.read_bytes())
    features = contract["features"]
    open_axes = any(-1 in each.get("shape", []) for each in features)  # all rows have one shape
    categories = any(each["type"] == "string" for each in features)  # /v2 has no words for those
    wide = any(each["datatype"] == "FP64" for each in contract["inputs"])  # models may round to 32
    if open_axes or categories or wide:
        yield from ("--exclude-checks", "positive_data_acceptance")
