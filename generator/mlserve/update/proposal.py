"""What a pull request says: what is new, which files do not merge by themselves, and what is left to do by hand."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .changelog import News
from .landing import title_of
from .plan import Outcome
from .report import answers, summary

SHOWN = 100
"""Lines of a list before the rest is only counted: hosts take a limited text."""

SETTLE = (
    "They are on the branch with conflict markers, as `git merge` leaves them. To settle them: "
    "`git fetch origin && git switch {branch}`, edit, commit, push. What you commit there is never overwritten."
)


@dataclass(frozen=True)
class Section:
    """A part of the text: a heading, a sentence and a list, each of which may be empty."""

    heading: str
    text: str = ""
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Proposal:
    """A pull request: from which branch into which (nothing: the host's default), and what it says."""

    branch: str
    base: str
    title: str
    sections: tuple[Section, ...]
    draft: bool  # it cannot be merged yet: there are conflicts

    def markdown(self) -> str:
        """Return the text."""
        return "\n\n".join(part for section in self.sections for part in markdown_of(section)) + "\n"

    def html(self) -> str:
        """Return the text on one line: what git's push options can hold."""
        return "".join(part for section in self.sections for part in html_of(section))


def proposal_of(outcome: Outcome, news: Sequence[News], branch: str, base: str) -> Proposal:
    """Return what to propose after an update that came out as *outcome*."""
    return Proposal(branch, base, title_of(outcome), tuple(sections(outcome, news, branch)), bool(outcome.conflicts))


def sections(outcome: Outcome, news: Sequence[News], branch: str) -> Iterator[Section]:
    """Yield the parts of the text."""
    old, new = outcome.versions
    yield Section("", f"`mlserve update` from the template {old} to {new}, merged with your edits: {summary(outcome)}.")
    if outcome.conflicts:
        odd = [text for text in outcome.messages if not text.startswith("CONFLICT (content)")]
        files = [f"`{path}`" for path in outcome.conflicts]
        yield Section("These files do not merge by themselves", SETTLE.format(branch=branch), [*files, *odd])
    if lines := [line.strip() for line in answers(outcome)]:
        yield Section("Answers", "", lines)
    if outcome.notes:
        yield Section("Left to you", "", outcome.notes)
    for version in dict.fromkeys(each.version for each in news):
        lines = [f"{each.kind}: {each.text}" for each in news if each.version == version]
        yield Section(f"New in {version}", "", lines)


def markdown_of(section: Section) -> Iterator[str]:
    """Yield the paragraphs of a *section*."""
    if section.heading:
        yield f"## {section.heading}"
    if section.text:
        yield section.text
    if section.lines:
        yield "\n".join(f"- {line}" for line in shown(section.lines))


def html_of(section: Section) -> Iterator[str]:
    """Yield the elements of a *section*."""
    if section.heading:
        yield f"<h2>{inline(section.heading)}</h2>"
    if section.text:
        yield f"<p>{inline(section.text)}</p>"
    if section.lines:
        yield f"<ul>{''.join(f'<li>{inline(line)}</li>' for line in shown(section.lines))}</ul>"


def inline(text: str) -> str:
    """Return a line of Markdown as HTML: of its marks, code alone."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(" ".join(text.split()), quote=False))


def shown(lines: Sequence[str]) -> list[str]:
    """Return so many *lines* as may be shown."""
    return [*lines[:SHOWN], *([f"and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else [])]
