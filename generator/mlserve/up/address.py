"""Where the server is to listen, as the flags, the environment and `.env` say, and the URL to open."""

from collections.abc import Mapping
from dataclasses import dataclass

from mlserve.errors import MlserveError

_REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (every interface -> one to open)
HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Address:
    """A host and a port to listen on."""

    host: str
    port: int

    @property
    def reachable(self) -> str:
        """A host that a client on this machine can connect to."""
        return _REACHABLE.get(self.host, self.host)

    def url(self, path: str = "/") -> str:
        """Return a URL that can be opened on this machine."""
        host = f"[{self.reachable}]" if ":" in self.reachable else self.reachable
        return f"http://{host}:{self.port}{path}"


def choose(host: str | None, port: int | None, settings: Mapping[str, str]) -> Address:
    """Take the flags, else the project's own settings, else 127.0.0.1:8000."""
    chosen = host if host is not None else settings.get("API_HOST", "127.0.0.1")
    if port is not None:
        return Address(_host(chosen), _port(str(port), "--port"))
    return Address(_host(chosen), _port(settings.get("API_PORT", "8000"), "API_PORT"))


def _host(text: str) -> str:
    host = text.strip().removeprefix("[").removesuffix("]")
    if not host or "/" in host or any(character.isspace() for character in host):
        raise MlserveError(f"{text!r} is no host to listen on: give an address or a name, as in --host 127.0.0.1")
    return host


def _port(text: str, source: str) -> int:
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and 1 <= int(digits[:6]) <= HIGHEST_PORT:
        return int(digits)
    hint = "a port is a whole number from 1 to 65535, as in --port 8000"
    raise MlserveError(f"{text!r} ({source}) is not a valid port: {hint}")
