"""Read a `pyproject.toml`, or say why that cannot be done."""

import tomllib
from pathlib import Path
from typing import Any

from mlserve.errors import MlserveError


def read(folder: Path, *, hint: str) -> dict[str, Any]:
    """Return what the `pyproject.toml` in *folder* holds; *hint* tells what to do where there is none."""
    path = folder / "pyproject.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MlserveError(f"{folder} holds no pyproject.toml. {hint}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MlserveError(f"{path} is not valid TOML: {error}") from error
    except OSError as error:
        raise MlserveError(f"{path} cannot be read: {error.strerror}") from error
