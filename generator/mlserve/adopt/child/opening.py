"""Open a model with the module that knows its format."""

from importlib import import_module
from pathlib import Path
from typing import Any

from .source import Source

_TRUSTING = {"pickle", "skops"}
"""Formats whose opening may run code."""


def opened(request: dict[str, Any]) -> Source:
    """Open the model that *request* names; what its library is, is imported only here.

    Raises:
        Refused: it cannot be opened, or served.
        ImportError: a library is missing.
    """
    path, how = Path(request["file"]), str(request["opens_as"])
    if how == "python":
        from .open_python import source

        return source(path, Path(request["scratch"]))
    module = import_module(f"{__package__}.open_{how}")
    found: Source = module.source(path, request["trust"]) if how in _TRUSTING else module.source(path)
    return found
