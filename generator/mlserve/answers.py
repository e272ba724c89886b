"""Collect what the user has said so far: flags before ``--set`` before ``--answers``."""

import difflib
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import UsageMistake
from .options import Option, options


def gather(flags: Mapping[str, str | None], assignments: Sequence[str], file: str | None) -> dict[str, str]:
    """Return the answers that were given, by key; the nearer to the command line, the stronger."""
    from_file = read_answers(Path(file)) if file else {}
    from_flags = {key: value for key, value in flags.items() if value is not None}
    given = from_file | dict(map(split_assignment, assignments)) | from_flags
    for key, value in given.items():
        check_choice(find_option(key), value)
    return given


def split_assignment(assignment: str) -> tuple[str, str]:
    """Return key and value of ``key=value``."""
    key, equals, value = assignment.partition("=")
    if not equals:
        raise UsageMistake(f"--set {assignment!r} is not KEY=VALUE")
    return find_option(key.strip()).key, value


def find_option(key: str) -> Option:
    """Return the option called *key*, which may be spelled like its flag."""
    option = options().get(key.removeprefix("--").replace("-", "_"))
    if option:
        return option
    near = difflib.get_close_matches(key, options(), n=1)
    advice = f"did you mean {near[0]!r}?" if near else "`mlserve options` lists them"
    raise UsageMistake(f"there is no option {key!r}; {advice}")


def check_choice(option: Option, value: str) -> None:
    """Refuse a value that *option* does not offer."""
    if not option.choices or value in option.choices:
        return
    spellings = {choice.lower(): choice for choice in option.choices}
    near = difflib.get_close_matches(value.lower(), spellings, n=1)
    advice = f" (did you mean {spellings[near[0]]!r}?)" if near else ""
    raise UsageMistake(f"{option.flag} {value!r} is not available; choose {either(option)}{advice}")


def either(option: Option) -> str:
    """Return the choices as words."""
    *others, last = map(repr, option.choices)
    return f"{', '.join(others)} or {last}" if others else last


def read_answers(file: Path) -> dict[str, str]:
    """Return the answers in a TOML or JSON file; the ``pyproject.toml`` of a generated project will do."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        found = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except OSError as error:
        raise UsageMistake(f"cannot read --answers {file}: {error.strerror}") from error
    except ValueError as error:
        raise UsageMistake(f"--answers {file} is neither TOML nor a .json file of JSON: {error}") from error
    match found:
        case {"tool": {"mlserve": {"answers": dict(kept)}}} | dict(kept):
            return {find_option(key).key: as_text(file, key, value) for key, value in kept.items()}
        case _:
            raise UsageMistake(f"--answers {file} must hold a table of answers")


def as_text(file: Path, key: str, value: Any) -> str:
    """Return *value*, which must be text: a number would lose its spelling (3.10 is 3.1)."""
    if isinstance(value, str):
        return value
    raise UsageMistake(f'--answers {file}: {key} must be text; write {key} = "{value}"')
