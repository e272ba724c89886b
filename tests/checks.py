"""What must hold for any generated project, whatever the answers were."""

import ast
import json
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml

BRACES = re.compile(r"(?<!\$)\{\{|\{%|\{#")  # GitHub's own ${{ }} may stay


BINARY = {".onnx"}
"""The kinds of files that are no texts: cookiecutter copies them as they are."""


def parse_yaml(text: str) -> None:
    """Parse every document of a YAML text; GitLab's own tags are data."""
    for _ in yaml.parse(text, Loader=yaml.SafeLoader):
        pass


PARSERS: dict[str, Callable[[str], object]] = {
    ".py": ast.parse,
    ".toml": tomllib.loads,
    ".json": json.loads,
    ".yaml": parse_yaml,
    ".yml": parse_yaml,
}


def contents(project: Path) -> dict[str, bytes]:
    """Return every file of *project* by its path, with its bytes; git's own are left out."""
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in sorted(project.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(project).parts
    }


def texts(project: Path) -> dict[str, bytes]:
    """Return the files of *project* that are texts, by their paths."""
    return {name: data for name, data in contents(project).items() if Path(name).suffix not in BINARY}


def broken(project: Path) -> list[str]:
    """Return every text that does not parse, with the reason."""
    found = ((name, fault(Path(name).suffix, data)) for name, data in texts(project).items())
    return [f"{name}: {reason}" for name, reason in found if reason]


@cache
def fault(suffix: str, data: bytes) -> str:
    """Return why *data* is not a good file of its kind."""
    try:
        text = data.decode()
        PARSERS.get(suffix, str)(text)
    except (ValueError, SyntaxError, yaml.YAMLError) as error:
        return str(error)
    if text.endswith("\n\n"):
        return "an empty line at its end"
    return "no line break at its end" if text and not text.endswith("\n") else ""


def with_braces(project: Path) -> list[str]:
    """Return every file in which Jinja is left."""
    found = [name for name in contents(project) if BRACES.search(name)]
    return found + [name for name, data in texts(project).items() if BRACES.search(data.decode())]
