"""Routes of an owner's, for the tests of where they are put: in FastAPI's ways, and in ours."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Body, FastAPI, HTTPException, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel

from {{ cookiecutter.package_name }}.api import routes
from {{ cookiecutter.package_name }}.api.main import create_app
from {{ cookiecutter.package_name }}.api.predictor import Predictor
from {{ cookiecutter.package_name }}.api.schemas import Schemas
from {{ cookiecutter.package_name }}.api.settings import (
    APISettings,
)

from .fake import FakePredictor

EXAMPLE = {"a ward": {"value": {"patient": {"weight": 70}}}}


class Visit(BaseModel):
    """A body as FastAPI takes it."""

    patient: dict[str, int]


def ward_routers(model: Predictor, schemas: Schemas, *, timeout: float) -> list[APIRouter]:
    """Return routes in FastAPI's own ways, which ask the model."""
    beds = APIRouter()

    @beds.get("/beds/{bed}")
    async def bed(request: Request, bed: int) -> dict[str, Any]:
        if bed not in request.app.state.beds:
            raise HTTPException(404, f"There is no bed {bed}.")
        return {"bed": bed}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.beds = {1, 2, 3}
        yield
        app.state.beds = None

    router = APIRouter(prefix="/v1/ward", lifespan=lifespan)
    router.include_router(beds)

    @router.post("/visit")
    async def visit(visit: Annotated[Visit, Body(openapi_examples=EXAMPLE)]) -> dict[str, Any]:
        row = {feature.name: feature.example for feature in schemas.contract.features}
        tensors = schemas.to_tensors([schemas.row.model_validate(row)])
        answer = await model.predict(tensors, timeout=timeout)
        return {**schemas.to_response(answer)["predictions"][0], "about": visit.patient}

    @router.post("/raw")
    async def raw(request: Request) -> int:
        return len(schemas.read(await request.body()))

    taken = APIRouter()

    @taken.get("/v1/model")
    async def model_of_mine() -> None:
        raise HTTPException(410)

    return [router, taken]


def app_with_ward(predictor: FakePredictor) -> FastAPI:
    """Return a server with these routes, as that of ``client`` is one without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routes, "own_routers", ward_routers)
        return create_app(APISettings(max_rows=5, max_body_bytes=20_000), predictor)


@contextmanager
def ward_of(predictor: FakePredictor) -> Iterator[TestClient]:
    """Give a client of such a server."""
    app = app_with_ward(predictor)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
