"""Ask the questions that are still open, and ask again until the answer will do."""

from collections.abc import Mapping

import typer

from .hooks import check, check_together
from .options import Option


def ask(option: Option, default: str, known: Mapping[str, str]) -> str:
    """Return what the user answers to *option*, which goes with what is *known*; an empty line takes the *default*."""
    if option.choices:
        return ask_choice(option, default, known)

    def accept(answer: str) -> str:
        if problem := check(option.key, answer.strip()):
            raise typer.BadParameter(str(problem))
        return answer.strip()

    return str(typer.prompt(option.question, default=default, value_proc=accept, show_default=bool(default), err=True))


def ask_choice(option: Option, default: str, known: Mapping[str, str]) -> str:
    """Return the choice that the user makes, by its number or by its name."""
    values = list(option.choices)
    typer.echo(f"{option.question}:", err=True)
    for number, text in enumerate(option.choices.values(), start=1):
        typer.echo(f"  {number}  {text}", err=True)

    def accept(answer: str) -> str:
        chosen = answer.strip()
        if chosen.isdecimal() and 1 <= int(chosen) <= len(values):
            chosen = values[int(chosen) - 1]
        if chosen not in values:
            raise typer.BadParameter(f"choose a number from 1 to {len(values)}, or one of: {', '.join(values)}")
        if found := check_together({**known, option.key: chosen}):
            raise typer.BadParameter(str(found[0]))
        return chosen

    return str(typer.prompt("Choose", default=default, value_proc=accept, err=True))
