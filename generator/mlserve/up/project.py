"""Find the project that is to be started: its folder and the services that its layout has."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlserve.errors import MlserveError


@dataclass(frozen=True)
class Service:
    """One server: where its `pyproject.toml` and its `.venv` are, and the modules that run and train it."""

    name: str
    folder: Path
    package: str
    server: str
    trainer: str | None
    pyproject: dict[str, Any]


@dataclass(frozen=True)
class Project:
    """A generated project, with its services in the order in which they start."""

    folder: Path
    services: tuple[Service, ...]

    @property
    def entrance(self) -> Service:
        """The service that clients talk to."""
        return self.services[-1]


def find(directory: Path) -> Project:
    """Return the project in *directory*, or say what it lacks to be one."""
    folder = directory.expanduser().resolve()
    pyproject = _read(folder)
    answers = pyproject
    for table in ("tool", "mlserve", "answers"):
        answers = answers.get(table, {}) if isinstance(answers, dict) else {}
    if not isinstance(answers, dict) or not answers:
        lacks = f"{folder / 'pyproject.toml'} has no [tool.mlserve.answers]"
        raise MlserveError(f"{lacks}: this is no project that mlserve generated.")
    package, layout = (_answer(answers, name, folder) for name in ("package_name", "layout"))
    if layout not in LAYOUTS:
        known = ", ".join(LAYOUTS)
        raise MlserveError(f"{folder} has the layout {layout!r}; this mlserve starts {known}. Is a newer one out?")
    return Project(folder, LAYOUTS[layout](folder, package, pyproject))


def _read(folder: Path) -> dict[str, Any]:
    path = folder / "pyproject.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        hint = "Give the project's folder: mlserve up DIR"
        raise MlserveError(f"{folder} holds no pyproject.toml. {hint}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MlserveError(f"{path} is not valid TOML: {error}") from error
    except OSError as error:
        raise MlserveError(f"{path} cannot be read: {error.strerror}") from error


def _answer(answers: dict[str, Any], name: str, folder: Path) -> str:
    value = answers.get(name)
    if isinstance(value, str) and value.isidentifier():
        return value
    where = f"[tool.mlserve.answers] in {folder / 'pyproject.toml'}"
    raise MlserveError(f"{where} has no usable {name} (it is {value!r}).")


def _monolith(folder: Path, package: str, pyproject: dict[str, Any]) -> tuple[Service, ...]:
    return (Service("api", folder, package, f"{package}.api", f"{package}.ml.train", pyproject),)


LAYOUTS: dict[str, Callable[[Path, str, dict[str, Any]], tuple[Service, ...]]] = {
    "monolith": _monolith,
}
