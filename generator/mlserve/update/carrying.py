"""Carry a project's answers from one template to another."""

from collections.abc import Mapping
from dataclasses import dataclass

from mlserve.answers import either
from mlserve.errors import AnswerRefused
from mlserve.hooks import check, check_together
from mlserve.options import Option, options
from mlserve.render import derive
from mlserve.source import Source

from .errors import UpdateRefused


@dataclass(frozen=True)
class Carried:
    """All answers for a template, and how they came about."""

    answers: Mapping[str, str]
    dropped: Mapping[str, str]  # the template does not ask this any more
    added: Mapping[str, str]  # it did not ask this before: the default


def carry(recorded: Mapping[str, str], changed: Mapping[str, str], source: Source) -> Carried:
    """Return the answers for *source*: those *recorded*, what the owner has *changed*, and defaults for the rest.

    Raises:
        UpdateRefused: *changed* answers what *source* does not ask.
        AnswerRefused: an answer is none of the choices, or would give a broken project.

    """
    asked = options(source)
    if unknown := [key for key in changed if key not in asked]:
        raise UpdateRefused(f"the template has no option {unknown[0]!r}; it has {', '.join(asked)}")
    given = {**unasked(recorded), **recorded, **changed}
    answers = filled(given, source)
    if found := invalid(answers, source):
        raise AnswerRefused("\n".join(found))
    return Carried(
        answers,
        {key: value for key, value in recorded.items() if key not in asked},
        {key: value for key, value in answers.items() if key not in {**recorded, **changed}},
    )


def unasked(recorded: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that templates gave by themselves before there was a question: microservices had Ray."""
    return {"ray": "yes"} if recorded.get("layout") == "microservice" else {}


def filled(given: Mapping[str, str], source: Source) -> dict[str, str]:
    """Return an answer to each question of *source*, in their order: the one *given*, else the default."""
    answers: dict[str, str] = {}
    for key, option in options(source).items():
        default = derive(option.default, answers) if option.derived and key not in given else option.default
        answers[key] = given.get(key, default)
    return answers


def invalid(answers: Mapping[str, str], source: Source) -> list[str]:
    """Return what is wrong with *answers*, a line each: not among the choices, or against a rule."""
    asked = options(source)
    lines = [
        f"{key} {value!r} is not available any more; choose {either(asked[key])}: --set {key}=…"
        for key, value in answers.items()
        if not_offered(asked[key], value)
    ]
    if lines:
        return lines
    alone = [problem for key, value in answers.items() if (problem := check(key, value))]
    return [str(problem) for problem in [*alone, *check_together(answers)]]


def not_offered(option: Option, value: str) -> bool:
    """Return whether *option* has choices, and *value* is none of them."""
    return bool(option.choices) and value not in option.choices
