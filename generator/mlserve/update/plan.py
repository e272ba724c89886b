"""What was asked of `mlserve update`, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .carrying import Carried


@dataclass(frozen=True)
class Wish:
    """What was asked for."""

    project: Path
    to: str | None = None  # a version; None: today's template
    origin: str | None = None  # --from
    changed: Mapping[str, str] = field(default_factory=dict)
    branch: str | None = None
    dry_run: bool = False
    proposing: bool = False  # make the commit, conflicts with their markers, and leave branches and files alone


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    versions: tuple[str, str]
    carried: Carried
    files: tuple[tuple[str, str], ...] = ()  # git's letter for what happens to a file, and its path; none: up to date
    diff: str = ""
    conflicts: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    commit: str = ""  # none: a dry run, or conflicts
    notes: tuple[str, ...] = ()
