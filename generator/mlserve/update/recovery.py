"""Finish, or take back, an update that was killed while it changed the working tree."""

import shutil

from . import journal
from .errors import UpdateRefused
from .repository import Repository, shortened
from .taking_back import take_back


def interrupted(repository: Repository) -> bool:
    """Return whether an update was killed here after it had begun to change files."""
    return (journal.folder_of(repository) / "journal.json").exists()


def recover(repository: Repository) -> str:
    """Bring the tree to what it was before an update that was killed, or was to be after it, and say which."""
    folder = journal.folder_of(repository)
    begun = journal.read(folder)
    if begun is None:
        shutil.rmtree(folder, ignore_errors=True)
        return ""
    if (folder / "index").exists():
        left = take_back(repository.top, folder, begun.changes)
        journal.remove(repository)
        kept = f"; you wrote {shortened(left)} since, which stays as it is" if left else ""
        return f"Took back an update that was interrupted{kept}."
    if begun.new and repository.head == begun.old and repository.branch == begun.branch:
        repository.git.run("update-ref", "-m", "mlserve update", "HEAD", begun.new, begun.old)
    journal.remove(repository)
    return "Finished an update that was interrupted."


def refuse_interrupted(repository: Repository) -> None:
    """Refuse to look at a tree that an update was killed in: only a run that may write can mend it."""
    if interrupted(repository):
        raise UpdateRefused(f"an update of {repository.top} was interrupted: `mlserve update` takes it back first")
