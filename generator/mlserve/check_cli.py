"""`mlserve check`, `doctor` and `propose`: how a project stands, for people and for CI."""

import typer

from .arguments import AcceptDeleted, AsJSON, Base, Directory, ProposedBranch, Shown

app = typer.Typer()


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
def propose(
    directory: Directory = ".",
    *,
    branch: ProposedBranch = "mlserve/update",
    base: Base = "",
    dry_run: Shown = False,
) -> None:
    """Push an update as a branch and open a pull request, or renew the one that is open: CI runs this on a schedule.

    Conflicts are on the branch with their markers, and the pull request lists them. A branch that somebody else has
    committed on is left alone. GitHub is asked with `gh`, GitLab with the options of `git push`.
    """
    from .update.propose_command import run_propose

    run_propose(directory, branch=branch, base=base, dry_run=dry_run)
