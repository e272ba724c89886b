"""Where the server is to listen, as the flags, the environment and `.env` say, and the URL to open."""

from collections.abc import Mapping
from dataclasses import dataclass

from mlserve.errors import MlserveError, UsageMistake

LOOPBACK = "127.0.0.1"
HIGHEST_PORT = 65535
_REACHABLE = {"0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104  (every interface -> one to open)


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
    check_flags(host, port)
    return Address(
        _host(settings.get("API_HOST", LOOPBACK) if host is None else host, "API_HOST"),
        port or port_in(settings, "API_PORT") or 8000,
    )


def port_in(settings: Mapping[str, str], name: str) -> int | None:
    """Return the port that the setting *name* asks for; None where it is not set."""
    return _port(settings[name], name) if name in settings else None


def check_flags(host: str | None, port: int | None) -> None:
    """Raise `UsageMistake` where a flag that was given is no host or no port."""
    if host is not None:
        _host(host, "--host", UsageMistake)
    if port is not None:
        _port(str(port), "--port", UsageMistake)


def _host(text: str, source: str, refusal: type[MlserveError] = MlserveError) -> str:
    host = text.strip().removeprefix("[").removesuffix("]")
    if not host or "/" in host or any(character.isspace() for character in host):
        hint = "give an address or a name, as in --host 127.0.0.1"
        raise refusal(f"{text!r} ({source}) is no host to listen on: {hint}")
    return host


def _port(text: str, source: str, refusal: type[MlserveError] = MlserveError) -> int:
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and 1 <= int(digits[:6]) <= HIGHEST_PORT:
        return int(digits)
    hint = "a port is a whole number from 1 to 65535, as in --port 8000"
    raise refusal(f"{text!r} ({source}) is not a valid port: {hint}")
