"""What is put under load: one request to one server, seen to be answered well before any load begins."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from mlserve.errors import MlserveError

from . import example
from .asking import Answer, ask
from .example import Example, WrongRequest
from .origin import Origin

_DENIED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_SHOWN = 300


@dataclass(frozen=True)
class Wish:
    """What the user says of the request; None: the server's own OpenAPI document does."""

    path: str | None = None
    body: bytes | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Target:
    """A request, ready to be sent again and again."""

    origin: Origin
    path: str
    body: bytes
    headers: Mapping[str, str] = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return the request as it crosses the wire, in HTTP/1.1."""
        headers = {"Host": self.origin.authority, **self.headers, "Content-Length": str(len(self.body))}
        lines = [f"POST {self.origin.prefix}{self.path} HTTP/1.1", *(f"{n}: {value}" for n, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def aim(origin: Origin, wish: Wish) -> Target:
    """Return the request that *wish* and the server's document make, once the server has answered it well."""
    if wish.body is None:
        found = example.find(_document(origin), wish.path)
    else:
        found = Example(wish.path or example.USUAL, wish.body)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if wish.key:
        headers["Authorization"] = f"Bearer {wish.key}"
    target = Target(origin, found.path, found.body, headers)
    _require_success(target, wish, ask(origin, found.path, method="POST", body=found.body, headers=headers))
    return target


def _document(origin: Origin) -> Any:
    answer = ask(origin, "/openapi.json", headers={})
    hint = "give the request yourself: --body FILE --path PATH"
    if answer.status != HTTPStatus.OK:
        raise MlserveError(f"{origin.url('/openapi.json')} answers {answer.status}: {hint}")
    try:
        return json.loads(answer.body)
    except ValueError as error:
        raise MlserveError(f"{origin.url('/openapi.json')} is not JSON: {hint}") from error


def _require_success(target: Target, wish: Wish, answer: Answer) -> None:
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return
    said = answer.body[:_SHOWN].decode(errors="replace").strip()
    where = f"POST {target.origin.url(target.path)} answers {answer.status}"
    refusal = WrongRequest if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR else MlserveError
    raise refusal(f"{where}: {said}\n{_way_out(answer.status, wish)}")


def _way_out(status: int, wish: Wish) -> str:
    if status in _DENIED and wish.key:
        return (
            "The key (--key or MLSERVE_KEY) is not one that may do that; `python -m PACKAGE.api.access list` shows all."
        )
    if status in _DENIED:
        return "It asks for an API key: --key KEY, or the variable MLSERVE_KEY (`python -m PACKAGE.api.access create`)."
    if status == HTTPStatus.NOT_FOUND:
        return "Another route is chosen with --path."
    source = "the file of --body" if wish.body else "the example in its OpenAPI document; another body: --body FILE"
    return f"No load was sent. What was refused is {source}."
