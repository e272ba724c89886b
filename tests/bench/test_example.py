"""The request that is taken from an OpenAPI document."""

import json
from typing import Any

import pytest

from mlserve.bench import example
from mlserve.errors import MlserveError

ROW = {"rows": [{"a": 1}]}


def document(**bodies: Any) -> Any:
    """Return a document with a POST at each path, whose JSON body is described by what is given."""
    described = {
        f"/{path}": {"post": {"requestBody": {"content": {"application/json": body}}}} for path, body in bodies.items()
    }
    return {"paths": described, "components": {"schemas": {"Named": {"examples": [ROW]}}}}


@pytest.mark.parametrize(
    "body",
    [
        {"example": ROW},
        {"examples": {"usual": {"value": ROW}}},
        {"schema": {"example": ROW}},
        {"schema": {"examples": [ROW]}},
        {"schema": {"$ref": "#/components/schemas/Named"}},
    ],
)
def test_an_example_is_found_wherever_openapi_has_a_place_for_it(body: Any) -> None:
    found = example.find(document(ask=body), None)

    assert found.path == "/ask"
    assert json.loads(found.body) == ROW


def test_predict_comes_before_others() -> None:
    both = document(other={"example": {}}) | {"x": 1}
    both["paths"]["/v1/predict"] = document(p={"example": ROW})["paths"]["/p"]

    assert example.find(both, None).path == "/v1/predict"
    assert example.find(both, "/other").body == b"{}"


@pytest.mark.parametrize(
    ("described", "path", "said"),
    [
        (document(a={"example": 1}, b={"example": 2}), None, "examples for /a, /b: choose with --path"),
        (
            document(a={"example": 1}),
            "/b",
            "no example for POST /b; there are examples for /a: give a body: --body FILE",
        ),
        (document(a={"schema": {}}), None, "--body FILE --path PATH"),
        ({}, None, "--body FILE"),
        ([], None, "--body FILE"),
    ],
)
def test_where_there_is_none_the_way_out_is_told(described: Any, path: str | None, said: str) -> None:
    with pytest.raises(MlserveError) as refused:
        example.find(described, path)

    assert said in refused.value.message


def test_a_route_whose_path_has_to_be_filled_in_is_none_to_choose() -> None:
    both = document(ask={"example": ROW})
    both["paths"]["/things/{id}"] = both["paths"]["/ask"]

    assert example.find(both, None).path == "/ask"
