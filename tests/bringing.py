"""What each component brings to a project: rendered with it and without it."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from checks import contents

from hooks.components import COMPONENTS
from hooks.rules import check_together
from mlserve.config import Config
from mlserve.defaults import complete
from mlserve.options import options
from mlserve.render import render

Files = dict[str, bytes]
Kind = tuple[tuple[str, str], ...]
"""Answers beside those about components: which kind of project it is."""

KINDS: list[Kind] = [
    (("layout", layout), ("dataset", dataset))
    for layout in options()["layout"].choices
    for dataset in ("breast-cancer", "own")  # the files of another example are the same
]


def beside(kind: Kind, component: str) -> frozenset[str] | None:
    """Return the fewest components that let *component* be there and not be there; None if it always is."""
    others = [each for each in COMPONENTS if each != component]
    for size in range(len(others)):
        for chosen in combinations(others, size):
            if goes(kind, chosen) and goes(kind, (*chosen, component)):
                return frozenset(chosen)
    return None


def goes(kind: Kind, components: Iterable[str]) -> bool:
    """Return whether a project may have exactly *components*."""
    return not check_together(exactly(kind, components))


def exactly(kind: Kind, components: Iterable[str]) -> dict[str, str]:
    """Return the answers that ask for *components* and no others."""
    return {**dict(kind), "ci": "none", **dict.fromkeys(COMPONENTS, "no"), **dict.fromkeys(components, "yes")}


def kind_of(answers: Mapping[str, str]) -> Kind:
    """Return the kind of the project that *answers* give."""
    dataset = "own" if answers["dataset"] == "own" else "breast-cancer"
    return (("layout", answers["layout"]), ("dataset", dataset))


def fewest(kind: Kind) -> frozenset[str]:
    """Return the components that a project cannot be without."""
    return frozenset(each for each in COMPONENTS if beside(kind, each) is None)


@cache
def files_of(kind: Kind, components: frozenset[str]) -> Files:
    """Return the files of a project that has exactly *components*, and no CI."""
    answers = complete(exactly(kind, components))
    with TemporaryDirectory() as folder:
        return contents(render(Config.from_answers(answers), Path(folder)))


def only_together(kind: Kind, one: str, other: str) -> set[str]:
    """Return the files that come with *one* and *other* together, and with neither alone."""
    others = ((beside(kind, one) or frozenset()) | (beside(kind, other) or frozenset())) - {one, other}
    if not (goes(kind, others | {one}) and goes(kind, others | {other})):
        return set()
    alone = set(files_of(kind, others | {one})) | set(files_of(kind, others | {other}))
    return set(files_of(kind, others | {one, other})) - alone


def change(kind: Kind, component: str) -> tuple[set[str], set[str]]:
    """Return the files that come with *component*, and those that go."""
    others = beside(kind, component)
    assert others is not None
    without, there = files_of(kind, others), files_of(kind, others | {component})
    return set(there) - set(without), set(without) - set(there)
