"""The straight way of ``mlserve new``, from the plan on: render, publish, steps."""

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath

from .own import Own
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


def preview(plan: Plan, own: Own | None = None) -> list[PurePath]:
    """Return the files that *plan* would make; the project's place is not written to."""
    check_free(plan.destination)
    with staging_in(Path(tempfile.gettempdir())) as workdir:
        return list_files(whole(plan, own, workdir))


def create(plan: Plan, progress: Progress, own: Own | None = None) -> Created:
    """Make the project, around the model that is its *own* where there is one: all of it, or nothing."""
    check_free(plan.destination)
    with staging_in(plan.parent) as workdir:
        with progress.step("render the template"):
            project = whole(plan, own, workdir)
            files = list_files(project)
        finish()
        publish(project, plan.destination)
    warning = init_git(plan.destination) if plan.git else ""
    return Created(files, warning)


def whole(plan: Plan, own: Own | None, workdir: Path) -> Path:
    """Render the project under *workdir*, and put its *own* model into it."""
    project = render(plan.config, workdir)
    if own is not None:
        own.place(project, plan.config.answers())
    return project
