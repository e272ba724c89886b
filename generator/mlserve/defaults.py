"""What an unanswered question is answered with."""

from collections.abc import Callable, Mapping
from functools import cache

from . import render
from .hooks import git_author
from .options import Option, options

Ask = Callable[[Option, str, Mapping[str, str]], str]

known_author = cache(git_author)


def default_of(option: Option, answers: Mapping[str, str]) -> str:
    """Return the default of *option*, given the *answers* to the questions before it."""
    if option.derived:
        return render.derive(option.default, answers)
    if option.key in {"author_name", "author_email"}:
        return known_author().get(option.key, option.default)
    return option.default


def complete(given: Mapping[str, str], ask: Ask | None = None) -> dict[str, str]:
    """Return an answer to every question: the one *given*, else what *ask* returns, else the default.

    *ask* is told the question, its default, and what is known of the answers to the others.
    """
    answers: dict[str, str] = {}
    for key, option in options().items():
        if key in given:
            answers[key] = given[key]
            continue
        default = default_of(option, answers)
        known = {**given, **answers}
        answers[key] = ask(option, default, known) if ask and option.asked(known) else default
    return answers
