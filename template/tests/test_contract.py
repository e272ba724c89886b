"""The model that is served is the one that the service server promises to its clients."""

from typing import Any

import httpx2

from .serving import v2_url


def test_the_model_describes_itself_as_the_contract_does(
    server: Any, contract: dict[str, Any]
) -> None:
    model = httpx2.get(f"{v2_url(server)}/models/{contract['name']}").raise_for_status().json()

    assert model["inputs"] == contract["inputs"]
    assert model["outputs"] == contract["outputs"]
    assert model["parameters"]["task"] == contract["task"]
    assert model["parameters"]["classes"] == contract["classes"]
    assert model["parameters"]["features"] == [each["name"] for each in contract["features"]]


def test_the_service_server_shows_both_as_one(server: Any, contract: dict[str, Any]) -> None:
    shown = httpx2.get(f"{server.url}/v1/model").raise_for_status().json()

    assert {key: shown[key] for key in contract} == contract
    assert shown["sha256"]
