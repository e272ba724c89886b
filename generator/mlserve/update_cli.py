"""`mlserve update`, `add` and `remove`: a project gets a newer template, or other answers."""

import typer

from .arguments import (
    Branch,
    ChangedAnswers,
    Component,
    Directory,
    Layout,
    Origin,
    Preview,
    Quiet,
    Sure,
    To,
)

UPDATE_EXAMPLES = """\b
Examples:
  mlserve update churn --dry-run                   shows what would change, and changes nothing
  mlserve update churn                             to the newest template, your edits kept
  mlserve update churn --layout microservice       splits the monolith
  mlserve update churn --set jobs=yes --branch jobs
"""

app = typer.Typer()


@app.command(epilog=UPDATE_EXAMPLES)
def update(  # noqa: PLR0913  (as many as the command has)
    directory: Directory = ".",
    *,
    to: To = None,
    layout: Layout = None,
    assignments: ChangedAnswers = None,
    origin: Origin = None,
    branch: Branch = None,
    dry_run: Preview = False,
    yes: Sure = False,
    quiet: Quiet = False,
) -> None:
    """Bring a project to the newest template, or to other answers; git merges that with your edits.

    What merges becomes one commit. What does not is left in the working tree with conflict markers, as `git merge`
    does (exit code 3).
    """
    from .update.command import run_update

    run_update(
        directory,
        to=to,
        layout=layout,
        assignments=assignments or [],
        origin=origin,
        branch=branch,
        dry_run=dry_run,
        yes=yes,
        quiet=quiet,
    )


@app.command()
def add(
    component: Component,
    directory: Directory = ".",
    *,
    branch: Branch = None,
    dry_run: Preview = False,
    yes: Sure = False,
) -> None:
    """Put a component into a project that is there: `mlserve update` with another answer."""
    change(component, directory, branch, there=True, dry_run=dry_run, yes=yes)


@app.command()
def remove(
    component: Component,
    directory: Directory = ".",
    *,
    branch: Branch = None,
    dry_run: Preview = False,
    yes: Sure = False,
) -> None:
    """Take a component out of a project: `mlserve update` with another answer; what you changed in it is a conflict."""
    change(component, directory, branch, there=False, dry_run=dry_run, yes=yes)


def change(  # noqa: PLR0913  (as many as the commands have)
    component: str, directory: str, branch: str | None, *, there: bool, dry_run: bool, yes: bool
) -> None:
    """Update the project in *directory* to the answer with which it has a component, or does not."""
    from .update.command import run_update
    from .update.components import answer_for
    from .update.project import answers_at

    run_update(
        directory,
        to=None,
        layout=None,
        assignments=[answer_for(component, answers_at(directory), there=there)],
        origin=None,
        branch=branch,
        dry_run=dry_run,
        yes=yes,
        quiet=False,
    )
