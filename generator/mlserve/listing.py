"""Show the questions: for people, and as JSON."""

import json

from .flags import described_default
from .options import Option, options


def as_text() -> str:
    """Return every question with its flag, choices and default."""
    return "\n\n".join(map(describe, options().values()))


def describe(option: Option) -> str:
    """Return one question as a paragraph."""
    width = max((len(value) for value in option.choices), default=0)
    choices = [f"    {value:{width}}  {text}" for value, text in option.choices.items()]
    head = f"{option.flag}\n    {option.question} [default: {described_default(option)}]"
    return "\n".join([head, *choices])


def as_json() -> str:
    """Return every question as JSON; a default that is derived is a template."""
    listed = [
        {
            "key": option.key,
            "flag": option.flag,
            "question": option.question,
            "choices": option.choices or None,
            "default": option.default,
            "derived": option.derived,
        }
        for option in options().values()
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False)
