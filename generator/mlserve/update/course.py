"""The straight way of `mlserve update`: templates rendered → three trees → git's merge → working tree or branch."""

import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from mlserve.options import template_version
from mlserve.progress import Progress
from mlserve.staging import staging_in

from .errors import UpdateRefused
from .git import Git
from .journal import alone
from .landing import land
from .notes import notes
from .origin import Templates
from .plan import Outcome, Wish
from .project import recorded_in
from .recovery import recover, refuse_interrupted
from .repository import Repository, check_ready, find_repository
from .sides import merge_sides, sides
from .trees import apart

Agree = Callable[[Outcome], bool]


def update(wish: Wish, progress: Progress, agree: Agree = lambda _: True) -> Outcome:
    """Bring a project to a newer template, or to other answers, if the owner does *agree*.

    Raises:
        UpdateRefused: it cannot begin; nothing was changed.

    """
    repository = find_repository(wish.project)
    with nullcontext() if wish.dry_run else alone(repository):
        if wish.dry_run:
            refuse_interrupted(repository)
        elif mended := recover(repository):
            progress.tell(mended)
            repository = find_repository(wish.project)
        check_ready(repository)
        check_branch(repository, wish.branch)
        with staging_in(Path(tempfile.gettempdir())) as workdir:
            return merged_into(repository, wish, workdir, progress, agree)


def check_branch(repository: Repository, name: str | None) -> None:
    """Refuse a branch that is there, or cannot be."""
    if name is None:
        return
    check_branch_name(repository, name)
    if repository.git.asks("rev-parse", "--quiet", "--verify", f"refs/heads/{name}") is not None:
        raise UpdateRefused(f"the branch {name} is there already: git branch --delete {name}, or give another name")


def check_branch_name(repository: Repository, name: str) -> None:
    """Refuse a name that no branch can have."""
    if repository.git.asks("check-ref-format", "--branch", name) is None:
        raise UpdateRefused(f"--branch {name!r} is no name of a branch")


def merged_into(repository: Repository, wish: Wish, workdir: Path, progress: Progress, agree: Agree) -> Outcome:
    """Merge in *workdir*, and bring the result to where it was asked for."""
    recorded = recorded_in(repository)
    base, target, carried = sides(recorded, wish, Templates(workdir))
    outcome = Outcome((recorded.version, template_version(target.source)), carried)
    if base == target and carried.answers == recorded.answers:
        return outcome
    git = apart(repository, workdir)
    with progress.step("render both templates and merge"):
        merged = merge_sides(git, repository, base, target, workdir)
    head_tree = git.text("rev-parse", f"{repository.head}^{{tree}}")
    if merged.tree == head_tree and not merged.conflicts:
        return outcome
    outcome = replace(
        outcome,
        files=names_in(git, head_tree, merged.tree),
        conflicts=tuple(merged.paths),
        messages=merged.messages,
    )
    if wish.dry_run:
        outcome = replace(outcome, diff=git.text("diff-tree", "-p", "-M", "-r", head_tree, merged.tree))
    elif agree(outcome):
        outcome = land(git, repository, wish, merged, outcome)
    else:
        raise UpdateRefused("nothing was changed")
    return replace(outcome, notes=tuple(notes(wish.project, base, target)))


def names_in(git: Git, old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Return what happens to each file between two trees."""
    fields = iter(git.fields("diff-tree", "-r", "-z", "-M", "--name-status", old, new))
    found = []
    for kind in fields:
        path = next(fields)
        found.append((kind[0], f"{path} → {next(fields)}" if kind[0] in "RC" else path))
    return tuple(found)
