"""Find the project that is to be started: its folder and the services that its layout has."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlserve.errors import MlserveError

from .layouts import LAYOUTS, Service
from .pyproject import read


@dataclass(frozen=True)
class Project:
    """A generated project, with its services in the order in which they start."""

    folder: Path
    services: tuple[Service, ...]

    @property
    def entrance(self) -> Service:
        """The service that clients talk to."""
        return self.services[-1]

    @property
    def behind(self) -> tuple[Service, ...]:
        """The services that only the entrance talks to."""
        return self.services[:-1]


def find(directory: Path, *, command: str = "mlserve up") -> Project:
    """Return the project in *directory*, or say what it lacks to be one."""
    folder = directory.expanduser().resolve()
    pyproject = read(folder, hint=f"Give the project's folder: {command} DIR")
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


def _answer(answers: dict[str, Any], name: str, folder: Path) -> str:
    value = answers.get(name)
    if isinstance(value, str) and value.isidentifier():
        return value
    where = f"[tool.mlserve.answers] in {folder / 'pyproject.toml'}"
    raise MlserveError(f"{where} has no usable {name} (it is {value!r}).")
