"""Fixtures for the tests of `mlserve bench`: servers that do what a test wants."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from bench.tiny_server import Serve, Tiny, serving


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a tiny server; it ends with the test."""
    with ExitStack() as stack:

        def start(**what: Any) -> Tiny:
            return stack.enter_context(serving(Tiny(**what)))

        yield start
