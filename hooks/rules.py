"""What an answer must be like, and what to say when it is not (standard library only: a hook runs this)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .components import conflicts
from .taken import why_taken

LONGEST = 64
EMAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"']+@[^\s@<>()\[\]\\,;:\"']+")
INDEX = re.compile(r"https?://[A-Za-z0-9._~:/\[\]%@+-]+")


@dataclass(frozen=True)
class Problem:
    """One answer that is refused: why, and what may be given instead."""

    key: str
    answer: str
    reason: str
    suggestion: str = ""

    def __str__(self) -> str:
        advice = f"; try {self.suggestion!r}" if self.suggestion else ""
        return f"{self.key} {shortened(self.answer)!r} {self.reason}{advice}"


def problems(answers: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with *answers*, each alone, then together; of a chain of names only the first."""
    found = [problem for key in RULES if (problem := check(key, str(answers.get(key, ""))))]
    names = [problem for problem in found if problem.key in NAMES]
    others = [problem for problem in found if problem.key not in NAMES]
    return names[:1] + others + check_together(answers)


def check_together(answers: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with *answers* that would each do alone; those that are not given yet may be anything."""
    return [Problem(key, str(answers.get(key, "preset")), reason) for key, reason in conflicts(answers).items()]


def check(key: str, answer: str) -> Problem | None:
    """Return what is wrong with one answer, or None; a key without a rule takes anything."""
    return RULES[key](key, answer) if key in RULES else None


def check_title(key: str, answer: str) -> Problem | None:
    """Check the project's name: text for people, but the folder is named after it."""
    words = " ".join(answer.split())
    if not words:
        return Problem(key, answer, "is empty", "My Project")
    if len(answer) > LONGEST:
        return Problem(key, answer, f"is longer than {LONGEST} characters", cut(words))
    if "/" in answer or "\\" in answer or words in {".", ".."}:
        name = " ".join(re.split(r"[/\\.\s]+", answer)).strip() or "My Project"
        return Problem(key, answer, "holds a path; it is a name, and --output-dir says where the project goes", name)
    return None


def check_slug(key: str, answer: str) -> Problem | None:
    """Check the name of the folder, the distribution and the image."""
    problem = check_name(key, answer, joint="-", allowed="lower-case letters a-z, digits, hyphens and underscores")
    if problem is None and re.search("[-_]{2}", answer):
        reason = "holds two hyphens or underscores in a row, which no image's name may"
        return Problem(key, answer, reason, suggest(answer, "-"))
    return problem


def check_package(key: str, answer: str) -> Problem | None:
    """Check the name of the Python package."""
    return check_name(key, answer, joint="_", allowed="lower-case letters a-z, digits and underscores")


def check_name(key: str, answer: str, *, joint: str, allowed: str) -> Problem | None:
    """Check a folder's name, made of the characters that *allowed* lists; *joint* stands between words."""
    instead = suggest(answer, joint)
    if not answer:
        return Problem(key, answer, "is empty", instead)
    if "/" in answer or "\\" in answer or ".." in answer:
        return Problem(key, answer, "holds a path separator or '..'", instead)
    if len(answer) > LONGEST:
        return Problem(key, answer, f"is longer than {LONGEST} characters", instead)
    if answer[0].isdigit():
        return Problem(key, answer, "begins with a digit", instead)
    if not re.fullmatch(f"[a-z](?:[a-z0-9_{joint}]*[a-z0-9])?", answer):
        return Problem(
            key, answer, f"may hold only {allowed}, begins with a letter and ends with a letter or digit", instead
        )
    if reason := why_taken(answer):
        return Problem(key, answer, reason, instead)
    return None


def check_email(key: str, answer: str) -> Problem | None:
    """Allow nothing, or something that package metadata takes for an e-mail address."""
    if not answer or (EMAIL.fullmatch(answer) and answer.isprintable()):
        return None
    return Problem(key, answer, "is not an e-mail address", "you@example.com")


def check_index(key: str, answer: str) -> Problem | None:
    """Allow nothing, or the URL of a package index with no secret in it: it goes into files that are committed."""
    if not answer:
        return None
    example = "https://pypi.example.com/simple/"
    try:
        url = urlsplit(answer)
        valid = bool(INDEX.fullmatch(answer) and url.hostname and (url.port is None or url.port > 0))
    except ValueError:
        valid = False
    if "@" in answer:
        return Problem(
            key, "", "holds a user name or password, which do not belong into files; give it without", example
        )
    if not valid:
        return Problem(key, answer, "is not an http(s) URL", example)
    return None


def suggest(answer: str, joint: str) -> str:
    """Return the valid name nearest to *answer*."""
    plain = unicodedata.normalize("NFKD", answer).encode("ascii", "ignore").decode().lower()
    words = re.findall("[a-z0-9]+", plain)
    name = cut(joint.join(words)).rstrip(joint) or f"my{joint}project"
    return cut(f"my{joint}{name}").rstrip(joint) if name[0].isdigit() or why_taken(name) else name


def cut(text: str) -> str:
    """Return as much of *text* as a name may hold."""
    return text[:LONGEST].rstrip()


def shortened(text: str) -> str:
    """Return *text* for a message."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


NAMES = ("project_name", "project_slug", "package_name")
RULES = {
    "project_name": check_title,
    "project_slug": check_slug,
    "package_name": check_package,
    "author_email": check_email,
    "package_index": check_index,
}
