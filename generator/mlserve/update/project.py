"""What a project says about itself: the template that it came from, and the answers that it was made with."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .accepted import accepted_in
from .errors import UpdateRefused
from .repository import Repository

RECORD = "pyproject.toml"
ADVICE = "give the folder of a project that mlserve generated"


@dataclass(frozen=True)
class Recorded:
    """The version of the template, the answers by key, as they stand there, and the files that shall be gone."""

    version: str
    answers: Mapping[str, str]
    deleted: tuple[str, ...] = ()  # generated files that the owner deleted for good


def folder_of(directory: str) -> Path:
    """Return the project's folder as an absolute path, or refuse what is none."""
    folder = Path(directory).expanduser()
    if not folder.is_dir():
        raise UpdateRefused(f"there is no folder {folder}")
    return folder.resolve()


def recorded_in(repository: Repository) -> Recorded:
    """Return what HEAD has recorded; raise UpdateRefused where that is no generated project."""
    path = repository.prefix + RECORD
    text = repository.git.asks("cat-file", "blob", f"{repository.head}:{path}")
    if text is None:
        where = repository.top / path
        advice = "commit it" if where.is_file() else ADVICE
        raise UpdateRefused(f"HEAD has no {path}: {advice}")
    return parse(text, repository.top / path)


def recorded_at(folder: Path) -> Recorded:
    """Return what the working tree has recorded, whether or not it is in a repository."""
    path = folder / RECORD
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path)
    except FileNotFoundError as error:
        raise UpdateRefused(f"{folder} holds no {RECORD}: {ADVICE}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UpdateRefused(f"{path} cannot be read: {error}") from error


def answers_at(directory: str) -> Mapping[str, str]:
    """Return the answers that the working tree in *directory* has recorded; none where it has no record."""
    try:
        return recorded_at(folder_of(directory)).answers
    except UpdateRefused:  # the update itself says so, and knows more
        return {}


def parse(text: str, path: Path) -> Recorded:
    """Return what the `pyproject.toml` at *path* records."""
    try:
        found: Any = tomllib.loads(text.replace("\r\n", "\n").rstrip("\r"))
    except tomllib.TOMLDecodeError as error:
        raise UpdateRefused(f"{path} is not valid TOML: {error}") from error
    match found:
        case {"tool": {"mlserve": {"template_version": str(version), "answers": dict(answers)} as table}}:
            texts = {key: value for key, value in answers.items() if isinstance(value, str)}
            if len(texts) < len(answers):
                key = next(key for key in answers if key not in texts)
                raise UpdateRefused(f'{path}: the answer {key} must be text; write {key} = "{answers[key]}"')
            return Recorded(version, texts, accepted_in(table, path))
        case _:
            raise UpdateRefused(
                f"{path} has no [tool.mlserve] with a template_version and answers: no project that mlserve generated"
            )
