"""The questions, as ``cookiecutter.json`` lists them: the one source of flags, prompts, help and choices."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .source import CURRENT, Source

FLAGS_ALONE = frozenset({"database", "ml_servers", "ray"})
"""Questions that are not asked on a terminal: the default does to begin with, and `mlserve add` comes later."""


@dataclass(frozen=True)
class Option:
    """One question: its key, what it asks, its choices (value to text; empty: free text) and its default."""

    key: str
    question: str
    choices: dict[str, str]
    default: str

    @property
    def flag(self) -> str:
        """The flag of ``mlserve new`` that answers it."""
        return f"--{self.key.replace('_', '-')}"

    @property
    def derived(self) -> bool:
        """Whether the default is made from the answers before it."""
        return "{{" in self.default

    @property
    def open(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.choices) != 1

    def asked(self, answers: Mapping[str, str]) -> bool:
        """Whether it is asked on a terminal, after *answers*: what the preset answers is only a flag.

        What runs a model is only a question where that is one of the user's own, and updates where there is CI.
        """
        matters = {"runtime": answers.get("dataset") == "own", "updates": answers.get("ci") != "none"}
        alone = "preset" in self.choices or self.key in FLAGS_ALONE
        return self.open and not alone and matters.get(self.key, True)


@cache
def questions(source: Source = CURRENT) -> dict[str, Any]:
    """Return ``cookiecutter.json``."""
    loaded: dict[str, Any] = json.loads(source.questions.read_text(encoding="utf-8"))
    return loaded


@cache
def options(source: Source = CURRENT) -> dict[str, Option]:
    """Return every question by its key, in the order in which they are asked."""
    asked = questions(source)
    texts = asked["__prompts__"]
    return {key: make_option(key, default, texts[key]) for key, default in asked.items() if not key.startswith("_")}


def make_option(key: str, default: str | list[str], text: str | dict[str, str]) -> Option:
    """Return the question that cookiecutter writes as *default* and *text*."""
    if isinstance(text, str):
        return Option(key, text, {}, str(default))
    return Option(key, text["__prompt__"], {value: text[value] for value in default}, default[0])


def template_version(source: Source = CURRENT) -> str:
    """Return the version of the template; today's is the version of this command too."""
    return str(questions(source)["_template_version"])
