"""One thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands."""

    OK = "ok"
    NOTE = "note"  # worth knowing; nothing is broken
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, and the command that mends it, where there is one."""

    subject: str
    state: State
    text: str
    mend: str = ""


def ok(subject: str, text: str) -> Finding:
    """Return that all is well."""
    return Finding(subject, State.OK, text)


def note(subject: str, text: str, mend: str = "") -> Finding:
    """Return what is worth knowing."""
    return Finding(subject, State.NOTE, text, mend)


def wrong(subject: str, text: str, mend: str = "") -> Finding:
    """Return what is broken."""
    return Finding(subject, State.WRONG, text, mend)
