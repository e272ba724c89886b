"""Give a command one flag for each question, so that no flag is written down twice."""

import inspect
from collections.abc import Callable

import typer

from .options import Option, options


def with_answer_flags(command: Callable[..., None]) -> Callable[..., None]:
    """Replace the ``**flags`` of *command* by the flags of all questions."""
    signature = inspect.signature(command)
    fixed = [each for each in signature.parameters.values() if each.kind is not each.VAR_KEYWORD]
    flags = [parameter_for(option) for option in options().values()]
    command.__signature__ = signature.replace(parameters=[*fixed, *flags])  # type: ignore[attr-defined]
    return command


def parameter_for(option: Option) -> inspect.Parameter:
    """Return the parameter that Typer makes the flag of."""
    flag = typer.Option(
        None,
        option.flag,
        help=help_for(option),
        metavar="|".join(option.choices) if option.choices else "TEXT",
        autocompletion=completer(option) if option.choices else None,
        hidden=not option.open,
    )
    return inspect.Parameter(option.key, inspect.Parameter.KEYWORD_ONLY, default=flag, annotation=str | None)


def help_for(option: Option) -> str:
    """Return the help of a flag: its question, and what holds without it."""
    return f"{option.question}. [default: {described_default(option)}]"


def described_default(option: Option) -> str:
    """Return in words what an unanswered question is answered with."""
    if option.derived:
        return "from the name"
    if option.key in {"author_name", "author_email"}:
        return "from git config"
    return option.default or "none"


def completer(option: Option) -> Callable[[str], list[str]]:
    """Return what a shell asks for the values that may be meant."""

    def complete(incomplete: str) -> list[str]:
        return [value for value in option.choices if value.startswith(incomplete)]

    return complete
