"""`mlserve update`, `check`, `doctor`, `add` and `remove`: the commands that keep a project well."""

import typer

from .arguments import (
    AcceptDeleted,
    AsJSON,
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
def check(directory: Directory = ".", *, accept_deleted: AcceptDeleted = False, as_json: AsJSON = False) -> None:
    """Say whether a project is on the newest template and differs by your edits only (exit code 0), else how (1).

    A generated file that is gone is exit code 1, too, until --accept-deleted has recorded that it shall be: in
    `deleted` of [tool.mlserve] in pyproject.toml. An update keeps that list, and leaves these files deleted.
    """
    from .update.check_command import run_check

    run_check(directory, accepting=accept_deleted, as_json=as_json)


@app.command()
def doctor(directory: Directory = ".", *, as_json: AsJSON = False) -> None:
    """Look at the machine and the project, and say what is wrong and which command mends it (exit code 1)."""
    from .doctor.command import run_doctor

    run_doctor(directory, as_json=as_json)


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
    change((component, "yes"), directory, branch, dry_run=dry_run, yes=yes)


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
    change((component, "no"), directory, branch, dry_run=dry_run, yes=yes)


def change(answer: tuple[str, str], directory: str, branch: str | None, *, dry_run: bool, yes: bool) -> None:
    """Update the project in *directory* to another *answer* for a component."""
    from .update.command import run_update
    from .update.components import answer_for

    run_update(
        directory,
        to=None,
        layout=None,
        assignments=[answer_for(*answer)],
        origin=None,
        branch=branch,
        dry_run=dry_run,
        yes=yes,
        quiet=False,
    )
