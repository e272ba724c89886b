"""Bring what was merged to where it was asked for: the working tree, a branch, or a commit that is to be proposed."""

from dataclasses import replace

from .errors import UpdateRefused
from .git import Git
from .markers import labels_of, relabelled_tree
from .merge import Merged
from .objects import bring_objects, commit
from .plan import Outcome, Wish
from .repository import Repository, shortened
from .trees import GITLINK
from .worktree import Result, bring


def land(git: Git, repository: Repository, wish: Wish, merged: Merged, outcome: Outcome) -> Outcome:
    """Bring what was *merged* there, and return *outcome* with the commit, if one was made.

    Raises:
        UpdateRefused: there are conflicts, and a branch was asked for.

    """
    message = message_of(outcome, wish)
    if merged.conflicts and wish.proposing:
        labels = labels_of(merged, outcome.versions[1])
        merged = replace(merged, tree=relabelled_tree(git, merged, labels))
    elif merged.conflicts:
        return left_with_conflicts(git, repository, wish, merged, outcome, message)
    made = commit(git, repository, merged.tree, message)
    bring_objects(git, repository, made)
    if wish.branch:
        repository.git.run("update-ref", "-m", "mlserve update", f"refs/heads/{wish.branch}", made, "0" * len(made))
    elif not wish.proposing:
        bring(repository, Result(merged.tree, made))
    return replace(outcome, commit=made)


def left_with_conflicts(  # noqa: PLR0913, PLR0917
    git: Git, repository: Repository, wish: Wish, merged: Merged, outcome: Outcome, message: str
) -> Outcome:
    """Leave the conflicts in the working tree, as `git merge` does."""
    if wish.branch:
        raise UpdateRefused(
            f"{len(merged.paths)} files do not merge, and conflicts can be settled in a working tree only: "
            f"{shortened(merged.paths)}\nWithout --branch they are left there; nothing was changed"
        )
    stages = tuple((each.path, each.stage, each.entry) for each in merged.conflicts)
    bring_objects(git, repository, merged.tree, [entry.oid for _, _, entry in stages if entry.mode != GITLINK])
    bring(repository, Result(merged.tree, None, stages, labels_of(merged, outcome.versions[1]), message))
    return outcome


def message_of(outcome: Outcome, wish: Wish) -> str:
    """Return the message of the commit."""
    old, new = outcome.versions
    changed = [f"{key} = {value}" for key, value in wish.changed.items()]
    title = title_of(outcome) if old != new else f"mlserve: {', '.join(changed) or f'the template {new} as it is'}"
    return "\n".join([title, "", *changed, ""]) if old != new and changed else f"{title}\n"


def title_of(outcome: Outcome) -> str:
    """Return what an update to another template is called."""
    old, new = outcome.versions
    return f"Update the mlserve template from {old} to {new}"
