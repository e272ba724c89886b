"""The model that is served is the one that the service server promises to its clients."""

from typing import Any

from .processes import Serving


def missing(promised: Any, shown: Any) -> Any:
    """Return what of *promised* is not *shown*; what has a default need not be promised."""
    if isinstance(promised, dict):
        found = {key: missing(value, shown.get(key)) for key, value in promised.items()}
        return {key: value for key, value in found.items() if value not in ({}, [])}
    if isinstance(promised, list) and len(promised) == len(shown):
        both = zip(promised, shown, strict=True)
        return [each for each in (missing(*pair) for pair in both) if each not in ({}, [])]
    return {} if promised == shown else {"promised": promised, "shown": shown}


def test_the_service_server_shows_both_as_one(server: Serving, contract: dict[str, Any]) -> None:
    shown = server.get("/v1/model").raise_for_status().json()

    assert missing(contract, shown) == {}
    assert shown["sha256"]
