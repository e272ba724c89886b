"""Ask a server something once: not part of the load, so plain and with a clear error."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass

from mlserve.errors import MlserveError

from .origin import Origin

_SECONDS = 30.0


@dataclass(frozen=True)
class Answer:
    """A status and a body."""

    status: int
    body: bytes


def ask(
    origin: Origin, path: str, *, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str]
) -> Answer:
    """Return what the server answers; no proxy is between, whatever the environment says."""
    kind = http.client.HTTPSConnection if origin.secure else http.client.HTTPConnection
    connection = kind(origin.host, origin.port, timeout=_SECONDS)
    try:
        connection.request(method, origin.prefix + path, body, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, response.read())
    except ConnectionRefusedError as error:
        raise MlserveError(
            f"Nothing listens at {origin.url()}: start the server first, or leave --url out and give the project's "
            "folder (mlserve bench DIR starts it)."
        ) from error
    except TimeoutError as error:
        raise MlserveError(f"{origin.url(path)} gave no answer within {_SECONDS:g} s.") from error
    except (OSError, http.client.HTTPException) as error:
        raise MlserveError(f"{origin.url(path)} cannot be asked: {error or type(error).__name__}") from error
    finally:
        connection.close()
