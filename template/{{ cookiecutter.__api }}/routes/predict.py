"""``POST /v1/predict``: one row or many, answered at once, nothing stored."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic_core import to_json

from ..predictor import Predictor
from ..problems import responses
from ..schemas import Schemas

JSON = "application/json"


def predict_router(
    predictor: Predictor,
    schemas: Schemas,
    *,
    timeout: float,
    errors: Sequence[int] = (),
    route_class: type[APIRoute] = APIRoute,
) -> APIRouter:
    """Return the route.

    Args:
        predictor: what predicts.
        schemas: the request's and the response's.
        timeout: seconds that one request may take.
        errors: further statuses that this predictor leads to, for the docs.
        route_class: what calls the endpoint.
    """
    router = APIRouter(prefix="/v1", tags=["predictions"], route_class=route_class)

    @router.post(
        "/predict",
        summary="Predict rows",
        response_class=Response,
        responses={200: _answer(), **responses(413, 415, 422, 500, 503, 504, *errors)},
        openapi_extra={"requestBody": _body(schemas.example())},
    )
    async def predict(request: Request) -> Response:
        """Predict one row or many.

        Keys are exactly the names of the features; the order of the rows is the order of the
        predictions.
        """
        _require_json(request)
        inputs = schemas.read(await request.body())
        answer = await predictor.predict(inputs, timeout=timeout)
        return Response(to_json(schemas.to_response(answer), inf_nan_mode="null"), media_type=JSON)

    return router


def _require_json(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != JSON:
        detail = f"The body must be {JSON}, not {media_type or 'without a type'}."
        raise HTTPException(415, detail, {"Accept": JSON})


def _body(example: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": _reference("PredictRequest", example=example)}


def _answer() -> dict[str, Any]:
    return {"description": "One prediction a row.", "content": _reference("PredictResponse")}


def _reference(component: str, **more: Any) -> dict[str, Any]:
    return {JSON: {"schema": {"$ref": f"#/components/schemas/{component}"}, **more}}
