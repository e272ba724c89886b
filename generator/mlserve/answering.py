"""Answer every question: with what was given, what the user says when asked, or the default."""

import sys
from collections.abc import Mapping

from .defaults import complete
from .errors import AnswerRefused, UsageMistake
from .hooks import check, check_together


def answer_all(given: Mapping[str, str], *, yes: bool) -> dict[str, str]:
    """Return all answers: what is not *given* is asked for on a terminal, unless the user said *yes*."""
    if yes:
        return complete(given)
    if on_a_terminal():
        from .ask import ask

        refuse_early(given)
        return complete(given, ask)
    if "project_name" not in given:
        raise UsageMistake("give the project a NAME, or say --yes; there is no terminal to ask on")
    return complete(given)


def refuse_early(given: Mapping[str, str]) -> None:
    """Refuse what was *given* before the rest is asked for."""
    alone = [problem for key, value in given.items() if (problem := check(key, value))]
    if found := [*alone, *check_together(given)]:
        raise AnswerRefused(str(found[0]))


def on_a_terminal() -> bool:
    """Return whether somebody is there to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def agreed_name(argument: str | None, flag: str | None) -> str | None:
    """Return the project's name, which may be given in either of two ways."""
    if argument is not None and flag not in {None, argument}:
        raise UsageMistake(f"NAME is {argument!r}, but --project-name is {flag!r}; give one of them")
    return argument if argument is not None else flag
