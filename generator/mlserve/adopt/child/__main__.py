"""Take a request from standard input, read the model, write the answer to what was standard output."""

import json
import os
import sys
import warnings
from typing import Any

from .limits import bound, end_with
from .refused import Refused


def main() -> None:
    """Answer one request: one line of JSON each way."""
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # libraries print what they like
        request = json.loads(sys.stdin.buffer.readline())
        end_with(sys.stdin.buffer)
        bound(request["memory"])
        warnings.simplefilter("ignore")
        out.write(json.dumps(_answer(request)).encode())
    os._exit(0)  # threads of libraries, and what a trusted file registered, do not hold us


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        from .work import work

        return work(request)
    except Refused as error:
        return {"kind": error.kind, "error": error.message}
    except ImportError as error:
        return {"kind": "library", "error": missing(error.name or str(error), request["python"])}


def missing(library: str, python: str) -> str:
    """Say which library is missing, and what to do."""
    module = library.partition(".")[0]
    name = "scikit-learn" if module == "sklearn" else module
    lacks = (
        f"to read this model, {name} is needed, which {sys.executable} (Python {sys.version.split()[0]}) does not have"
    )
    if python:
        return f"{lacks}. Way out: {python} -m pip install {name}"
    return (
        f"{lacks}. Way out: install beside mlserve what models need (pip install 'mlserve-template[models]'), or give "
        "the Python of the environment in which the model was made: --python PATH"
    )


if __name__ == "__main__":
    main()
