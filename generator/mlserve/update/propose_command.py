"""What `mlserve propose` prints."""

import typer

from mlserve.progress import Progress
from mlserve.signals import stoppable

from .project import folder_of
from .proposing import preview, propose


def run_propose(directory: str, *, branch: str, base: str, dry_run: bool) -> None:
    """Propose, and say what came of it; or show what would be proposed."""
    project, progress = folder_of(directory), Progress(quiet=dry_run)
    with stoppable():
        said = (preview if dry_run else propose)(project, branch, base, progress)
    typer.echo(said.rstrip("\n"))
