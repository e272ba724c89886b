"""The model that is served is the one that the service server promises to its clients."""

from typing import Any

from .processes import Serving


def test_the_service_server_shows_both_as_one(server: Serving, contract: dict[str, Any]) -> None:
    shown = server.get("/v1/model").raise_for_status().json()

    assert {key: shown[key] for key in contract} == contract
    assert shown["sha256"]
