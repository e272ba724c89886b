"""The lists of requirements in a `pyproject.toml`, as text: a line each, between brackets on lines of their own."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MAIN = "dependencies"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass
class Edits:
    """What an owner did to one list: requirements by their name."""

    added: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)


def lists_in(text: str) -> dict[str, dict[str, str]]:
    """Return the lists of a `pyproject.toml`: the dependencies and the groups, each by the requirements' names."""
    found = tomllib.loads(text)
    groups = {MAIN: found.get("project", {}).get("dependencies", []), **found.get("dependency-groups", {})}
    return {
        group: {name_of(each): each for each in wanted if isinstance(each, str)} for group, wanted in groups.items()
    }


def name_of(requirement: str) -> str:
    """Return the name in a requirement, as indexes compare it."""
    found = NAME.match(requirement)
    return re.sub("[-_.]+", "-", found[0]).lower() if found else requirement


def edits_between(old: str, new: str) -> dict[str, Edits]:
    """Return what the owner, who has *new*, did to each list of *old*."""
    before, after = lists_in(old), lists_in(new)
    return {
        group: Edits(
            {name: each for name, each in after.get(group, {}).items() if name not in before[group]},
            {name: each for name, each in after.get(group, {}).items() if before[group].get(name, each) != each},
            before[group].keys() - after.get(group, {}).keys(),
        )
        for group in before
    }


def with_edits(text: str, group: str, edits: Edits, names: Iterable[str]) -> str:
    """Return *text* with *edits* of a list; of what is added only *names*."""
    found = span_of(text, group)
    if not found:
        return text
    lines = found[2].splitlines(keepends=True)
    kept = [changed_line(line, edits.changed) for line in lines if name_in(line) not in edits.removed]
    present = {name_in(line) for line in kept}
    for name in sorted(set(names) - present):
        later = (number for number, line in enumerate(kept) if (name_in(line) or "") > name)
        kept.insert(next(later, len(kept)), f'    "{edits.added[name]}",\n')
    return text[: found.start(2)] + "".join(kept) + text[found.end(2) :]


def with_list_of(text: str, other: str, group: str) -> str:
    """Return *text* with a list as *other* has it."""
    mine, theirs = span_of(text, group), span_of(other, group)
    return text[: mine.start(2)] + theirs[2] + text[mine.end(2) :] if mine and theirs else text


def span_of(text: str, group: str) -> re.Match[str] | None:
    """Return where a list is in *text*: its second group holds its lines."""
    return re.search(rf"^({re.escape(group)} = \[\n)((?:    .*\n)*?)^\]", text, re.MULTILINE)


def changed_line(line: str, changed: Mapping[str, str]) -> str:
    """Return *line* with the requirement that it was changed to."""
    name = name_in(line) or ""
    return re.sub('"[^"]*"', lambda _: f'"{changed[name]}"', line, count=1) if name in changed else line


def name_in(line: str) -> str | None:
    """Return the name of the requirement on a line."""
    found = re.match(r'\s*"([^"]*)"', line)
    return name_of(found[1]) if found else None
