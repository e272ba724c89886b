"""What the owner has to do after a change of layout: what git does not know stays where it is."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from mlserve.render import context_for
from mlserve.source import Source


class HasAnswers(Protocol):
    """A template with the answers that it is rendered with."""

    @property
    def source(self) -> Source:
        """The template."""

    @property
    def answers(self) -> dict[str, str]:
        """The answers."""


def notes(project: Path, base: HasAnswers, target: HasAnswers) -> Iterator[str]:
    """Yield a line for each thing that is in the *project*, in no commit, and belongs elsewhere from now on."""
    before, after = (context_for(side.answers, side.source)["cookiecutter"] for side in (base, target))
    if before["layout"] == after["layout"]:
        return
    for old, new, what in places(before, after):
        if old != new and (project / old).exists():
            yield f"{what}: mv {shlex.quote(old)} {shlex.quote(new)}"
    for artifact in sorted((project / before["__models"]).glob("*/")):
        if before["__models"] != after["__models"]:
            old, new = f"{before['__models']}/{artifact.name}", f"{after['__models']}/{artifact.name}"
            yield f"an artifact: mv {shlex.quote(old)} {shlex.quote(new)}"
    yield "The environments are others now: `mlserve up` makes them."


def places(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield where things that no commit holds were and will be."""
    for part in ("api", "ml"):
        old, new = before[f"__{part}_home"], after[f"__{part}_home"]
        yield f"{old}.env", f"{new}.env", f"settings of this computer, for {part}"
    for name, what in (("data", "what the server keeps"), ("keys.json", "API keys")):
        yield f"{before['__api_home']}{name}", f"{after['__api_home']}{name}", what
