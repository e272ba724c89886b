"""What `mlserve bench` was asked for, checked: nothing is started for what cannot be measured."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from mlserve.errors import UsageMistake

from .origin import Origin
from .slo import Slo
from .target import Wish

_MOST_CLIENTS = 1000


@dataclass(frozen=True)
class Plan:
    """The server (the project in *directory*, unless one runs at *origin*), the request, and the loads."""

    directory: Path
    origin: Origin | None
    wish: Wish
    connections: tuple[int, ...]
    seconds: float
    warm_up: float
    slo: Slo | None
    json: Path | None
    quiet: bool

    def __post_init__(self) -> None:
        if self.json is not None and not self.json.absolute().parent.is_dir():
            raise UsageMistake(f"{self.json} (--json) cannot be written: there is no such folder")

    @classmethod
    def of(  # noqa: PLR0913  (as many as the command has)
        cls,
        directory: str | None,
        url: str | None,
        *,
        wish: Wish,
        connections: str,
        seconds: float,
        warm_up: float,
        slo: str | None,
        json: str | None,
        allow_remote: bool,
        quiet: bool,
    ) -> Self:
        """Return the plan that flags make, or say which of them is wrong."""
        if directory is not None and url is not None:
            raise UsageMistake("a project's folder and --url are two servers: give one of them")
        origin = None if url is None else Origin.parse(url)
        if origin is not None and not allow_remote:
            origin.require_local()
        return cls(
            directory=Path(directory or "."),
            origin=origin,
            wish=wish,
            connections=_numbers(connections),
            seconds=seconds,
            warm_up=warm_up,
            slo=None if slo is None else Slo.parse(slo),
            json=None if json is None else Path(json),
            quiet=quiet,
        )

    @staticmethod
    def wish_of(path: str | None, body: str | None, key: str | None) -> Wish:
        """Return what the user says of the request."""
        if path is not None and not path.startswith("/"):
            raise UsageMistake(f"{path!r} (--path) is no path: it begins with a slash, as in --path /v1/predict")
        try:
            return Wish(path, None if body is None else Path(body).read_bytes(), key)
        except OSError as error:
            raise UsageMistake(f"{body} (--body) cannot be read: {error.strerror}") from error


def _numbers(text: str) -> tuple[int, ...]:
    words = text.replace(",", " ").split()
    if words and all(word.isascii() and word.isdigit() and 1 <= int(word[:6]) <= _MOST_CLIENTS for word in words):
        return tuple(map(int, words))
    hint = f"whole numbers from 1 to {_MOST_CLIENTS:,}, as in --connections 1,16,64"
    raise UsageMistake(f"{text!r} (--connections) cannot be read: {hint}")
