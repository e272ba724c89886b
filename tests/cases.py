"""The answers that the template is tested with, derived from its own list of questions."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations, product

import pytest

from hooks.components import COMPONENTS
from hooks.rules import check_together
from mlserve.options import options

CANDIDATES = 20
"""Pairs to build a case around before the best one is taken; of 10 to 160, this gives the fewest cases."""

Answers = dict[str, str]
Pair = frozenset[tuple[str, str]]

# Free answers that change what is generated, beside the choices that cookiecutter.json lists.
FREE = {"package_index": ("", "https://pypi.example.com/simple/")}

# What the rules look at together; everything else goes with anything.
RULED = (("layout", "preset", "database", "dataset", *COMPONENTS), ("ci", "updates"))


def values() -> dict[str, tuple[str, ...]]:
    """Return the values to try, by key."""
    return {key: tuple(option.choices) for key, option in options().items() if option.choices} | FREE


def pairwise() -> list[Answers]:
    """Return a few sets of answers in which every two values that can meet do meet at least once."""
    missing = set(pairs_that_can_meet())
    chosen = []
    while missing:
        best = max(candidates(missing), key=lambda answers: len(missing & pairs_in(answers)))
        missing -= pairs_in(best)
        chosen.append(best)
    return chosen


def candidates(missing: set[Pair]) -> Iterator[Answers]:
    """Yield a set of answers around each of the first few pairs that are *missing*."""
    for pair in sorted(missing, key=sorted)[:CANDIDATES]:
        yield filled(dict(pair), missing)


def filled(answers: Answers, missing: set[Pair]) -> Answers:
    """Answer what *answers* leave open, each with the value that brings most of the *missing* pairs, now or later."""
    wanted = Counter(chain.from_iterable(missing))
    for key in sorted(set(values()) - set(answers), key=lambda key: (-len(values()[key]), key)):
        able = [{**answers, key: value} for value in values()[key] if can_meet({**answers, key: value})]
        answers = max(able, key=lambda each: (len(missing & pairs_in(each)), wanted[key, each[key]]))
    return {key: answers[key] for key in values()}


def pairs_that_can_meet() -> Iterator[Pair]:
    """Yield every two values of two different options that no rule keeps apart."""
    for (one, these), (other, those) in combinations(values().items(), 2):
        for this, that in product(these, those):
            if can_meet({one: this, other: that}):
                yield frozenset({(one, this), (other, that)})


def can_meet(answers: Answers) -> bool:
    """Return whether the rules let *answers* be completed."""
    return all(completable(keys, frozenset(each for each in answers.items() if each[0] in keys)) for keys in RULED)


@cache
def completable(keys: tuple[str, ...], ruled: Pair) -> bool:
    """Return whether some allowed combination of *keys* holds the *ruled* answers."""
    return any(ruled <= each for each in allowed(keys))


@cache
def allowed(keys: tuple[str, ...]) -> list[Pair]:
    """Return every combination of the options *keys* that no rule refuses."""
    every = (dict(zip(keys, each, strict=True)) for each in product(*(values()[key] for key in keys)))
    return [frozenset(each.items()) for each in every if not check_together(each)]


def pairs_in(answers: Answers) -> set[Pair]:
    """Return the pairs that meet in *answers*."""
    return {frozenset(pair) for pair in combinations(answers.items(), 2)}


def name_of(answers: Answers) -> str:
    """Return a short name for a set of answers, for the test's id."""
    components = [f"{key}={answers[key]}" for key in COMPONENTS if answers[key] != "preset"]
    others = [value for key, value in answers.items() if key not in {*FREE, *COMPONENTS}]
    return "-".join([*others, *components, *(["index"] if answers["package_index"] else [])])


CASES = pairwise()
by_case = pytest.mark.parametrize("answers", CASES, ids=map(name_of, CASES))
