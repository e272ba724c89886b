"""The checked answers: frozen, and valid once they exist."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

from .errors import AnswerRefused
from .hooks import problems


@dataclass(frozen=True)
class Config:
    """Every answer of ``cookiecutter.json``, checked."""

    project_name: str
    project_slug: str
    package_name: str
    description: str
    author_name: str
    author_email: str
    license: str
    python_version: str
    layout: str
    preset: str
    operations: str
    history: str
    jobs: str
    feedback: str
    access: str
    database: str
    dataset: str
    runtime: str
    ml_servers: str
    ray: str
    ci: str
    updates: str
    package_index: str

    @classmethod
    def from_answers(cls, answers: Mapping[str, str]) -> Self:
        """Return the config that *answers* give, or refuse them all at once."""
        if found := problems(answers):
            raise AnswerRefused("\n".join(map(str, found)))
        return cls(**answers)

    def answers(self) -> dict[str, str]:
        """Return the answers by key, in the order of the questions."""
        return asdict(self)
