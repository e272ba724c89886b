"""Read from the changelog what has changed since a version."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mlserve.options import template_version
from mlserve.past import order
from mlserve.source import CHANGELOG

RELEASE = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\S+))?", re.MULTILINE)
KIND = re.compile(r"^### (?P<kind>.+)$", re.MULTILINE)
SENTENCE = re.compile(r"(?:`[^`]*`|[^`])*?(?:[.;](?=\s|$)|$)")  # a stop within code ends none


@dataclass(frozen=True)
class News:
    """One thing that changed: in which version, of which kind, and its first sentence."""

    version: str
    kind: str
    text: str


def news_since(version: str) -> list[News]:
    """Return what has changed after *version*, the newest first."""
    if not CHANGELOG.is_file():
        return []
    return list(news_in(CHANGELOG.read_text(encoding="utf-8"), version))


def news_in(text: str, since: str) -> Iterator[News]:
    """Yield the entries of a changelog's releases after *since*; what is not released counts as today's."""
    for release, section in sections(RELEASE, text):
        version = template_version() if release["version"] == "Unreleased" else release["version"]
        if order(version) > order(since):
            for kind, entries in sections(KIND, section):
                yield from (News(version, kind["kind"], first_sentence(entry)) for entry in entries_in(entries))


def sections(heading: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each *heading* in *text* with what stands below it."""
    found = list(heading.finditer(text))
    ends = [*(each.start() for each in found), len(text)][1:]
    for each, end in zip(found, ends, strict=True):
        yield each, text[each.end() : end]


def entries_in(section: str) -> list[str]:
    """Return the entries of a list, each on one line."""
    return [" ".join(entry.split()) for entry in re.split(r"^- ", section, flags=re.MULTILINE)[1:]]


def first_sentence(entry: str) -> str:
    """Return the first sentence of *entry*, without its stop."""
    found = SENTENCE.match(entry)
    return (found[0] if found else entry).rstrip(".:;")
