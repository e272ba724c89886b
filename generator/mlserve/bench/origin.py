"""Where a server is, as its URL says, and whether it may be put under load without asking."""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from mlserve.errors import MlserveError, UsageMistake

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Origin:
    """A server, and the path that all its URLs begin with (empty, mostly)."""

    scheme: str
    host: str
    port: int
    prefix: str = ""

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read the URL of a server."""
        mistake = UsageMistake(f"{url!r} (--url) is no server's URL: give one as in --url http://127.0.0.1:8000")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise mistake from error
        if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise mistake
        return cls(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], parts.path.rstrip("/"))

    @property
    def secure(self) -> bool:
        """Whether it is asked over TLS."""
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """Host and port, as they stand in a URL and in the header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def url(self, path: str = "") -> str:
        """Return a URL of this server."""
        return f"{self.scheme}://{self.authority}{self.prefix}{path}"

    def require_local(self) -> None:
        """Refuse a server on another machine: load is for one's own."""
        if not all(map(_is_loopback, self._addresses())):
            raise UsageMistake(
                f"{self.host} is another machine. A load test can bring a server down: where that one is yours, "
                "and nobody needs it meanwhile, add --allow-remote"
            )

    def _addresses(self) -> set[str]:
        try:
            return {str(each[4][0]) for each in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)}
        except (OSError, UnicodeError) as error:
            raise MlserveError(f"The host {self.host!r} (--url) is not known.") from error


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback
