"""The kinds of helpers that fixtures give to tests."""

from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Bake = Callable[..., Path]
Run = Callable[..., Result]
