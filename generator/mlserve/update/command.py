"""What `mlserve update` and `mlserve check` do, with all that is printed."""

from collections.abc import Sequence

import typer

from mlserve.answering import on_a_terminal
from mlserve.errors import UsageMistake
from mlserve.progress import Progress
from mlserve.signals import stoppable

from . import report
from .course import update
from .errors import ConflictsLeft
from .plan import Outcome, Wish
from .project import folder_of


def run_update(  # noqa: PLR0913  (as many as the command has)
    directory: str,
    *,
    to: str | None,
    layout: str | None,
    assignments: Sequence[str],
    origin: str | None,
    branch: str | None,
    dry_run: bool,
    yes: bool,
    quiet: bool,
) -> None:
    """Update, and say what came of it; raise ConflictsLeft where the owner has to go on."""
    changed = dict(map(assignment, assignments)) | ({"layout": layout} if layout else {})
    wish = Wish(folder_of(directory), to, origin, changed, branch, dry_run)
    asking = on_a_terminal() and not yes and not dry_run

    def agree(outcome: Outcome) -> bool:
        if not asking:
            return True
        typer.echo("\n".join(report.files(outcome, everything=True) + report.conflicts(outcome)), err=True)
        return typer.confirm(f"{report.summary(outcome)}: go on?", default=True, err=True)

    with stoppable():
        outcome = update(wish, Progress(quiet=quiet), agree)
    if outcome.conflicts and not dry_run:
        raise ConflictsLeft(report.left_with(wish, outcome))
    if not quiet:
        typer.echo(report.told(wish, outcome))
    if outcome.conflicts:
        raise typer.Exit(1)


def assignment(text: str) -> tuple[str, str]:
    """Return key and value of ``key=value``."""
    key, equals, value = text.partition("=")
    if not equals:
        raise UsageMistake(f"--set {text!r} is not KEY=VALUE")
    return key.strip().removeprefix("--").replace("-", "_"), value
