"""The answers that the template is tested with, derived from its own list of questions."""

from collections.abc import Iterator
from itertools import combinations, product

from mlserve.options import options

Answers = dict[str, str]
Pair = frozenset[tuple[str, str]]

# Free answers that change what is generated, beside the choices that cookiecutter.json lists.
FREE = {"package_index": ("", "https://pypi.example.com/simple/")}


def values() -> dict[str, tuple[str, ...]]:
    """Return the values to try, by key."""
    return {key: tuple(option.choices) for key, option in options().items() if option.choices} | FREE


def pairwise() -> list[Answers]:
    """Return a few sets of answers in which every two values of two options meet at least once."""
    missing = set(pairs_of_all())
    chosen = []
    while missing:
        best = max(candidates(), key=lambda answers: len(missing & pairs_in(answers)))
        missing -= pairs_in(best)
        chosen.append(best)
    return chosen


def candidates() -> Iterator[Answers]:
    """Yield every combination of values."""
    keys = list(values())
    return (dict(zip(keys, each, strict=True)) for each in product(*values().values()))


def pairs_of_all() -> Iterator[Pair]:
    """Yield every two values of two different options."""
    for (one, these), (other, those) in combinations(values().items(), 2):
        for this, that in product(these, those):
            yield frozenset({(one, this), (other, that)})


def pairs_in(answers: Answers) -> set[Pair]:
    """Return the pairs that meet in *answers*."""
    return {frozenset(pair) for pair in combinations(answers.items(), 2)}


def name_of(answers: Answers) -> str:
    """Return a short name for a set of answers, for the test's id."""
    return "-".join(value for key, value in answers.items() if key not in FREE) + (
        "-index" if answers["package_index"] else ""
    )
