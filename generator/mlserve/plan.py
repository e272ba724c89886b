"""Decide where everything goes, before anything is done."""

from dataclasses import dataclass
from pathlib import Path

from .config import Config
from .errors import UsageMistake

OPENINGS = ("{{", "{%", "{#")


@dataclass(frozen=True)
class Plan:
    """What will be made, and where."""

    config: Config
    destination: Path
    git: bool

    @property
    def parent(self) -> Path:
        """The folder that the project goes into."""
        return self.destination.parent


def make_plan(config: Config, output_dir: Path, *, git: bool) -> Plan:
    """Return the plan for *config* below *output_dir*, an absolute path; it looks at no disk."""
    if any(opening in str(output_dir) for opening in OPENINGS):
        raise UsageMistake(
            f"the path {output_dir} holds a template's braces, which cannot be rendered into; use another folder"
        )
    return Plan(config, output_dir / config.project_slug, git)
