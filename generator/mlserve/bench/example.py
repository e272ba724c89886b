"""Find a request that the server takes, in its own OpenAPI document: what to send, and where."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mlserve.errors import MlserveError

USUAL = "/v1/predict"
_BODY = "give a body: --body FILE"


class WrongRequest(MlserveError):
    """There is nothing to send, or not what the server takes: it is not to blame."""


@dataclass(frozen=True)
class Example:
    """A POST: its path, and a body."""

    path: str
    body: bytes


def find(document: Any, path: str | None) -> Example:
    """Return the example of *path*; without one, that of `/v1/predict` or of the only route that has any."""
    found = {each.path: each for each in _examples(document)}
    if path is not None:
        if path in found:
            return found[path]
        raise WrongRequest(f"The OpenAPI document has no example for POST {path}; {_among(found)}{_BODY}")
    if USUAL in found:
        return found[USUAL]
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise WrongRequest(f"Which route is to be put under load? {_among(found)}choose with --path")
    raise WrongRequest(f"The OpenAPI document has no route with an example of a JSON body: {_BODY} --path PATH")


def _among(found: dict[str, Example]) -> str:
    return f"there are examples for {', '.join(found)}: " if found else ""


def _examples(document: Any) -> Iterator[Example]:
    paths = document.get("paths", {}) if isinstance(document, dict) else {}
    for path, operations in paths.items():
        body = _inside(operations, "post", "requestBody", "content", "application/json")
        if "{" in path or not isinstance(body, dict):
            continue
        for value in _values(document, body):
            yield Example(path, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
            break


def _values(document: Any, body: dict[str, Any]) -> Iterator[Any]:
    """Yield the examples, in every place that OpenAPI has for them."""
    if "example" in body:
        yield body["example"]
    yield from (each["value"] for each in body.get("examples", {}).values() if "value" in each)
    schema = body.get("schema", {})
    if reference := schema.get("$ref"):
        schema = _inside(document, *reference.removeprefix("#/").split("/")) or {}
    if "example" in schema:
        yield schema["example"]
    yield from schema.get("examples", [])


def _inside(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
