"""What each component brings to a project: rendered with it and without it."""

from collections.abc import Iterable
from functools import cache
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from checks import contents

from hooks.components import COMPONENTS
from hooks.rules import check_together
from mlserve.config import Config
from mlserve.defaults import complete
from mlserve.render import render

Files = dict[str, bytes]


def beside(layout: str, component: str) -> frozenset[str] | None:
    """Return the fewest components that let *component* be there and not be there; None if it always is."""
    others = [each for each in COMPONENTS if each != component]
    for size in range(len(others)):
        for chosen in combinations(others, size):
            if goes(layout, chosen) and goes(layout, (*chosen, component)):
                return frozenset(chosen)
    return None


def goes(layout: str, components: Iterable[str]) -> bool:
    """Return whether a project may have exactly *components*."""
    return not check_together(exactly(layout, components))


def exactly(layout: str, components: Iterable[str]) -> dict[str, str]:
    """Return the answers that ask for *components* and no others."""
    return {"layout": layout, "ci": "none", **dict.fromkeys(COMPONENTS, "no"), **dict.fromkeys(components, "yes")}


def fewest(layout: str) -> frozenset[str]:
    """Return the components that a project cannot be without."""
    return frozenset(each for each in COMPONENTS if beside(layout, each) is None)


@cache
def files_of(layout: str, components: frozenset[str]) -> Files:
    """Return the files of a project that has exactly *components*, and no CI."""
    answers = complete(exactly(layout, components))
    with TemporaryDirectory() as folder:
        return contents(render(Config.from_answers(answers), Path(folder)))


def only_together(layout: str, one: str, other: str) -> set[str]:
    """Return the files that come with *one* and *other* together, and with neither alone."""
    others = ((beside(layout, one) or frozenset()) | (beside(layout, other) or frozenset())) - {one, other}
    if not (goes(layout, others | {one}) and goes(layout, others | {other})):
        return set()
    alone = set(files_of(layout, others | {one})) | set(files_of(layout, others | {other}))
    return set(files_of(layout, others | {one, other})) - alone


def change(layout: str, component: str) -> tuple[set[str], set[str]]:
    """Return the files that come with *component*, and those that go."""
    others = beside(layout, component)
    assert others is not None
    without, there = files_of(layout, others), files_of(layout, others | {component})
    return set(there) - set(without), set(without) - set(there)
