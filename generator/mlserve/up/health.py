"""Ask a server whether it is ready, and why not."""

import http.client
import json
from dataclasses import dataclass
from http import HTTPStatus

from .address import Address

_SECONDS = 1.0
_MOST = 10_000


@dataclass(frozen=True)
class Health:
    """Whether the server is ready, and if not, what it says."""

    ready: bool
    reason: str = ""


def ask(address: Address, path: str) -> Health:
    """Ask once, at *path*; no proxy is between, whatever the environment says."""
    connection = http.client.HTTPConnection(address.reachable, address.port, timeout=_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read(_MOST)
    except (OSError, http.client.HTTPException) as error:
        return Health(ready=False, reason=f"no answer ({error or type(error).__name__})")
    finally:
        connection.close()
    if response.status == HTTPStatus.OK:
        return Health(ready=True)
    return Health(ready=False, reason=f"{response.status}: {_detail(body) or response.reason}")


def _detail(body: bytes) -> str:
    """Return what a problem+json body says."""
    try:
        problem = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(problem, dict):
        return ""
    return str(problem.get("detail") or problem.get("title") or "")
