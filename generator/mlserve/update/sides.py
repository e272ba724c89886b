"""The two sides of an update: the template that a project came from and the one to come, merged into the owner's."""

from dataclasses import dataclass
from pathlib import Path

from mlserve.options import options
from mlserve.render import context_for, render
from mlserve.source import CURRENT, Source

from . import accepted, dependencies, endings, env_example, ignored, per_service, record
from .carrying import Carried, carry, filled
from .errors import UpdateRefused
from .git import Git
from .merge import Merged, merge
from .origin import FROM, Templates
from .placing import moved, moves
from .plan import Wish
from .project import Recorded
from .repository import Repository, shortened
from .trees import Tree, files_in, read_tree, write_files, write_tree


@dataclass(frozen=True)
class Side:
    """A template with the answers that it is rendered with, and the files that the owner does not want of it."""

    source: Source
    answers: dict[str, str]
    unwanted: tuple[str, ...] = ()


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
    gone = recorded.deleted
    return Side(base, filled(known, base), gone), Side(target, dict(carried.answers), gone), carried


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
    unwanted = accepted.moved(base.unwanted, folders)
    for files in (old_files, new_files):
        accepted.leave_out(files, (prefix + path for path in unwanted), ours)
    fit_endings(git, ours, old_files, new_files)
    ours = record.align(git, ours, prefix, old_files, new_files, unwanted)
    ours = env_example.follow(git, ours, prefix, old_files, new_files)
    if before["layout"] != after["layout"]:
        ours = ignored.follow(git, ours, prefix + ignored.NAME, old_files, (before, after))
        ours = dependencies.follow(git, ours, prefix, old_files, new_files, after)
        ours = per_service.follow(git, ours, prefix, old_files, new_files)
    outside = {path: entry for path, entry in head.items() if not path.startswith(prefix)}
    sides = [{**outside, **write_files(git, files)} for files in (old_files, new_files)]
    return merge(git, *(write_tree(git, tree) for tree in (sides[0], ours, sides[1])))


def fit_endings(git: Git, ours: Tree, old_files: dict[str, Path], new_files: dict[str, Path]) -> None:
    """Give the files of both templates the line endings that the project has."""
    crlf = endings.crlf_paths(git, write_files(git, old_files), ours, {*old_files, *new_files})
    endings.rewrite(old_files, crlf)
    endings.rewrite(new_files, crlf)
