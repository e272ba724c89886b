"""Whether a server answers what the model answers, also to many requests at once."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from urllib.parse import urlsplit

from .interface import Model, Peer, Rows
from .serving import Failed, Serving, post

AT_ONCE = 16
TOLERANCE = 1e-5
"""Between float32 and float64; labels must be equal."""


def check(peer: Peer, server: Serving, model: Model, bodies: Sequence[bytes], rows: int) -> None:
    """Ask for all *bodies*, of which each has *rows* rows of *model*.

    Raises:
        Failed: a refusal, or an answer that is not the model's own.

    """
    parts = urlsplit(server.url)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda body: post(parts.port or 80, parts.path, body), bodies))
    for number, (status, answer) in enumerate(answers):
        if status != HTTPStatus.OK:
            raise Failed(f"it answered {status}: {answer[:300].decode(errors='replace')}")
        if peer.answers:
            wanted = model.probabilities[number * rows : (number + 1) * rows]
            compare(peer.probabilities(model, answer), wanted)


def compare(given: Rows, wanted: Rows) -> None:
    """Raise `Failed` unless both have the same labels and, nearly, the same probabilities."""
    if [len(row) for row in given] != [len(row) for row in wanted]:
        raise Failed(f"it answered {len(given)} rows in place of {len(wanted)}, or other classes")
    for got, own in zip(given, wanted, strict=True):
        if not all(math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE) for a, b in zip(got, own, strict=True)):
            raise Failed(f"it answered {got}, the model {own}")
        if got.index(max(got)) != own.index(max(own)):
            raise Failed(f"its label is not the model's: {got}, the model {own}")
