"""The straight way of `mlserve update`: templates rendered → three trees → git's merge → working tree or branch."""

import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from mlserve.options import options, template_version
from mlserve.progress import Progress
from mlserve.render import context_for, render
from mlserve.source import CURRENT, Source
from mlserve.staging import staging_in

from . import dependencies, endings, ignored, record
from .carrying import Carried, carry, filled
from .errors import UpdateRefused
from .git import Git
from .journal import alone
from .merge import Merged, merge
from .notes import notes
from .objects import bring_objects, commit
from .origin import FROM, Templates
from .placing import moved, moves
from .plan import Outcome, Wish
from .project import Recorded, recorded_in
from .recovery import recover, refuse_interrupted
from .repository import Repository, check_ready, find_repository, shortened
from .trees import Tree, apart, files_in, read_tree, write_files, write_tree
from .worktree import Result, bring


@dataclass(frozen=True)
class Side:
    """A template with the answers that it is rendered with."""

    source: Source
    answers: dict[str, str]


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
    if repository.git.asks("check-ref-format", "--branch", name) is None:
        raise UpdateRefused(f"--branch {name!r} is no name of a branch")
    if repository.git.asks("rev-parse", "--quiet", "--verify", f"refs/heads/{name}") is not None:
        raise UpdateRefused(f"the branch {name} is there already: git branch --delete {name}, or give another name")


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
        outcome = brought(git, repository, wish, merged, outcome)
    else:
        raise UpdateRefused("nothing was changed")
    return replace(outcome, notes=tuple(notes(wish.project, base, target)))


def sides(recorded: Recorded, wish: Wish, templates: Templates) -> tuple[Side, Side, Carried]:
    """Return what the project came from and what it will come from."""
    target = templates.version(wish.to, "--to names") if wish.to else CURRENT
    base = (
        templates.given(wish.origin) if wish.origin else templates.version(recorded.version, "the project comes from")
    )
    unknown = [key for key in recorded.answers if key not in options(base)]
    if unknown and not wish.origin:
        raise UpdateRefused(
            f"the project says that it comes from {recorded.version}, which did not ask for {shortened(unknown)}: "
            f"a version between two releases made it. {templates.asking(recorded.answers)}: {FROM}"
        )
    carried = carry(recorded.answers, wish.changed, target)
    known = {key: value for key, value in recorded.answers.items() if key in options(base)}
    return Side(base, filled(known, base)), Side(target, dict(carried.answers)), carried


def merge_sides(git: Git, repository: Repository, base: Side, target: Side, workdir: Path) -> Merged:
    """Render both sides, and merge what changed between them into what the owner has."""
    prefix = repository.prefix
    rendered = [
        render(side.answers, workdir / f"side{number}", side.source) for number, side in enumerate((base, target))
    ]
    before, after = (context_for(side.answers, side.source)["cookiecutter"] for side in (base, target))
    folders = moves(before, after)
    head = read_tree(git, repository.head)
    ours = moved(head, folders, prefix)
    old_files = moved(files_in(rendered[0], prefix), folders, prefix)
    new_files = files_in(rendered[1], prefix)
    fit_endings(git, ours, old_files, new_files)
    ours = record.align(git, ours, prefix, old_files, new_files)
    if before["layout"] != after["layout"]:
        ours = ignored.follow(git, ours, prefix + ignored.NAME, old_files, (before, after))
        ours = dependencies.follow(git, ours, prefix, old_files, new_files, after)
    outside = {path: entry for path, entry in head.items() if not path.startswith(prefix)}
    sides = [{**outside, **write_files(git, files)} for files in (old_files, new_files)]
    return merge(git, *(write_tree(git, tree) for tree in (sides[0], ours, sides[1])))


def fit_endings(git: Git, ours: Tree, old_files: dict[str, Path], new_files: dict[str, Path]) -> None:
    """Give the files of both templates the line endings that the project has."""
    crlf = endings.crlf_paths(git, write_files(git, old_files), ours, {*old_files, *new_files})
    endings.rewrite(old_files, crlf)
    endings.rewrite(new_files, crlf)


def names_in(git: Git, old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Return what happens to each file between two trees."""
    fields = iter(git.fields("diff-tree", "-r", "-z", "-M", "--name-status", old, new))
    found = []
    for kind in fields:
        path = next(fields)
        found.append((kind[0], f"{path} → {next(fields)}" if kind[0] in "RC" else path))
    return tuple(found)


def brought(git: Git, repository: Repository, wish: Wish, merged: Merged, outcome: Outcome) -> Outcome:
    """Bring what was *merged* into the working tree, or into the branch that was asked for."""
    message = message_of(outcome, wish)
    if merged.conflicts:
        return left_with_conflicts(git, repository, wish, merged, outcome, message)
    made = commit(git, repository, merged.tree, message)
    bring_objects(git, repository, made)
    if wish.branch:
        repository.git.run("update-ref", "-m", "mlserve update", f"refs/heads/{wish.branch}", made, "0" * len(made))
    else:
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
    bring_objects(git, repository, merged.tree, [entry.oid for _, _, entry in stages if entry.mode != "160000"])
    labels = ((merged.ours, "yours"), (merged.theirs, f"mlserve {outcome.versions[1]}"))
    bring(repository, Result(merged.tree, None, stages, labels, message))
    return outcome


def message_of(outcome: Outcome, wish: Wish) -> str:
    """Return the message of the commit."""
    old, new = outcome.versions
    changed = [f"{key} = {value}" for key, value in wish.changed.items()]
    title = f"Update the mlserve template from {old} to {new}" if old != new else f"mlserve: {', '.join(changed)}"
    return "\n".join([title, "", *changed, ""]) if old != new and changed else f"{title}\n"
