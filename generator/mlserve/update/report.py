"""Say what an update did, or would do, and how to go on."""

import shlex
from pathlib import Path

from mlserve.report import nearest

from .plan import Outcome, Wish

WORDS = {"A": "new", "M": "changed", "D": "deleted", "R": "moved", "C": "copied", "T": "changed"}
SHOWN = 20


def told(wish: Wish, outcome: Outcome) -> str:
    """Return the report of an update that left no conflicts."""
    _, new = outcome.versions
    if not outcome.files:
        return f"Up to date: template {new}"
    lines = [heading(wish, outcome), *answers(outcome), *files(outcome, everything=wish.dry_run)]
    if wish.dry_run:
        lines += conflicts(outcome)
        lines += ["", outcome.diff] if outcome.diff else []
    return "\n".join([*lines, *bullets(outcome), *after(wish, outcome)])


def heading(wish: Wish, outcome: Outcome) -> str:
    """Return the first line."""
    old, new = outcome.versions
    what = f"template {old} to {new}" if old != new else f"template {new}, with other answers"
    verb = "Would update" if wish.dry_run else "Updated"
    where = f" on the branch {wish.branch}" if wish.branch else ""
    return f"{verb} {wish.project}{where}: {what}, {summary(outcome)}"


def summary(outcome: Outcome) -> str:
    """Return how many files are new, changed, and so on."""
    kinds = [WORDS.get(kind, "changed") for kind, _ in outcome.files]
    return ", ".join(f"{kinds.count(word)} {word}" for word in dict.fromkeys(WORDS.values()) if word in kinds)


def answers(outcome: Outcome) -> list[str]:
    """Return what happened to answers by themselves."""
    dropped = [f"  not asked any more: {key} (was {value!r})" for key, value in outcome.carried.dropped.items()]
    return dropped + [f"  asked from now on: {key} = {value!r}" for key, value in outcome.carried.added.items()]


def files(outcome: Outcome, *, everything: bool) -> list[str]:
    """Return the files, a line each."""
    listed = [f"  {WORDS.get(kind, 'changed'):8}{path}" for kind, path in outcome.files]
    if everything or len(listed) <= SHOWN:
        return listed
    return [*listed[:SHOWN], f"  and {len(listed) - SHOWN} more: git show --stat"]


def conflicts(outcome: Outcome) -> list[str]:
    """Return the files that do not merge, and why."""
    if not outcome.conflicts:
        return []
    return ["", "These do not merge by themselves:", *(f"  {path}" for path in outcome.conflicts)]


def bullets(outcome: Outcome) -> list[str]:
    """Return what is left to do by hand."""
    return ["", "Left to you:", *(f"  {note}" for note in outcome.notes)] if outcome.notes else []


def after(wish: Wish, outcome: Outcome) -> list[str]:
    """Return how to look at what was done, and how to take it back."""
    if not outcome.commit:
        return []
    git = git_in(wish.project)
    if wish.branch:
        return ["", f"To look at it: {git} diff HEAD...{wish.branch}    To take it: {git} merge {wish.branch}"]
    return ["", f"To look at it: {git} show    To take it back: {git} reset --keep HEAD~1"]


def left_with(wish: Wish, outcome: Outcome) -> str:
    """Return what to do about the conflicts that are in the working tree."""
    git = git_in(wish.project)
    return "\n".join(
        [
            "The update is in the working tree, but for what does not merge by itself:",
            *(f"  {path}" for path in outcome.conflicts),
            *(f"  {message}" for message in outcome.messages if not message.startswith("CONFLICT (content)")),
            f"To go on: settle what stands between the markers, then {git} add FILE… && {git} commit",
            f"To go back to where you were: {git} reset --merge",
        ]
    )


def git_in(project: Path) -> str:
    """Return how git is called for *project* from here."""
    near = nearest(project)
    return "git" if near == "." else f"git -C {shlex.quote(near)}"
