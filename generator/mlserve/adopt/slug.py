"""A name for a model that is safe as the name of a folder and in a URL."""

import re
import unicodedata

from mlserve.errors import ModelRefused

MAX = 64
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def model_name(text: str) -> str:
    """Return *text* as lower-case words with hyphens between; ``model`` if nothing is left of it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:MAX].strip("-")
    return words or "model"


def version(text: str) -> str:
    """Return *text* if it can be the name of a version's folder.

    Raises:
        ModelRefused: it cannot.
    """
    if not _VERSION.fullmatch(text):
        raise ModelRefused(
            f"the version {text!r} must be letters, digits, dots, hyphens and underscores: 1, or 2026-11"
        )
    return text
