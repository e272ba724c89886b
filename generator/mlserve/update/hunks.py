"""What an owner changed in a file, as hunks that can be made in another file like it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

Lines = tuple[bytes, ...]


@dataclass(frozen=True)
class Hunk:
    """Lines that others stand for now, and the lines around them; there is none before the first and after the last."""

    old: Lines
    new: Lines
    above: Lines
    below: Lines


def hunks(before: bytes, after: bytes) -> Iterator[Hunk]:
    """Yield what makes *after* of *before*."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            above, below = old[max(start - 1, 0) : start], old[end : end + 1]
            yield Hunk(tuple(old[start:end]), tuple(new[first:last]), tuple(above), tuple(below))


def applied(text: bytes, changes: Iterable[Hunk]) -> tuple[bytes, list[Hunk]]:
    """Return *text* with those of *changes* that have exactly one place in it, and the others."""
    left = []
    lines = text.splitlines(keepends=True)
    for hunk in changes:
        place = place_of(hunk, lines)
        if place is None:
            left.append(hunk)
        else:
            lines[place : place + len(hunk.old)] = hunk.new
    return b"".join(lines), left


def place_of(hunk: Hunk, lines: list[bytes]) -> int | None:
    """Return the index in *lines* at which *hunk* belongs, if there is exactly one."""
    exact = only_place(lines, (*hunk.above, *hunk.old, *hunk.below))
    if exact is not None:
        return exact + len(hunk.above)
    if hunk.old:
        return only_place(lines, hunk.old)
    if not hunk.below:
        return len(lines)
    if not hunk.above:
        return 0
    above, below = only_place(lines, hunk.above), only_place(lines, hunk.below)
    return above + 1 if above is not None else below


def only_place(lines: list[bytes], wanted: Lines) -> int | None:
    """Return where *wanted* stands in *lines*, if it does so once."""
    places = [n for n in range(len(lines) - len(wanted) + 1) if tuple(lines[n : n + len(wanted)]) == wanted]
    return places[0] if len(places) == 1 else None
