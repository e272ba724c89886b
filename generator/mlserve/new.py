"""The straight way of ``mlserve new``, from the plan on: render, publish, steps."""

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath

from .plan import Plan
from .progress import Progress
from .publish import check_free, publish
from .render import render
from .signals import finish
from .staging import staging_in
from .steps import init_git
from .tree import list_files


@dataclass(frozen=True)
class Created:
    """What a run has made, and what it could not do and need not have."""

    files: list[PurePath]
    warning: str = ""


def preview(plan: Plan) -> list[PurePath]:
    """Return the files that *plan* would make; the project's place is not written to."""
    check_free(plan.destination)
    with staging_in(Path(tempfile.gettempdir())) as workdir:
        return list_files(render(plan.config, workdir))


def create(plan: Plan, progress: Progress) -> Created:
    """Make the project: all of it, or nothing."""
    check_free(plan.destination)
    with staging_in(plan.parent) as workdir:
        with progress.step("render the template"):
            project = render(plan.config, workdir)
            files = list_files(project)
        finish()
        publish(project, plan.destination)
    warning = init_git(plan.destination) if plan.git else ""
    return Created(files, warning)
