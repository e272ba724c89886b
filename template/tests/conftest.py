"""A model and the whole project at work, for the tests of the whole."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .model import models
from .processes import Serving
from .rows import CONTRACT
from .serving import serving


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the artifacts that are served."""
    return models(tmp_path_factory.mktemp("models"), CONTRACT)


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """What the service server promises to its clients."""
    found: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def server(models_dir: Path) -> Iterator[Serving]:
    """Real server processes on real sockets; what a test does to them, it does to all tests."""
    with serving(models_dir) as server:
        yield server
