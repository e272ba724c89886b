"""The Open Inference Protocol v2 over FastAPI: as a router, and as the ML server on its own.

Source: https://github.com/open-inference/open-inference-protocol (REST, version 2).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from fastapi_offline import FastAPIOffline
from pydantic import ValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException as AnyHTTPException

from .batcher import Answer, Tensor
from .docs import JSON, Docs
from .engine import Engine
from .manifest import ArtifactError, find, read
from .settings import MLSettings
from .signature import InvalidInput, ModelInfo, describe
from .wire import InferRequest, decode, encode

INFER_ERRORS = (400, 404, 413, 415, 500, 503, 504)

ERRORS: dict[type[Exception], HTTPStatus] = {
    asyncio.QueueFull: HTTPStatus.SERVICE_UNAVAILABLE,
    ConnectionError: HTTPStatus.SERVICE_UNAVAILABLE,
    TimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
}
"""The status of each error that a backend may raise, where the ML server runs on its own."""

Responses = Mapping[int | str, dict[str, Any]]
Served = Callable[..., Awaitable[ModelInfo]]


class Backend(Protocol):
    """What the routes need of a model; ``Engine`` has it."""

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> Answer:
        """Predict *inputs* within *timeout* seconds."""

    async def model(self) -> ModelInfo:
        """Describe the model, or raise ``ConnectionError`` while it is not ready."""


def v2_router(backend: Backend, *, timeout: float, docs: Docs, responses: Responses) -> APIRouter:
    """Return the routes under ``/v2``: server, health, metadata and inference.

    Args:
        backend: the model.
        timeout: seconds that one inference may take.
        docs: what the model takes and gives, for OpenAPI.
        responses: what the docs say of each error status.
    """
    router = APIRouter(prefix="/v2", tags=["Open Inference Protocol v2"])

    @router.get("", summary="What this server is")
    async def server() -> dict[str, Any]:
        return {"name": __name__.partition(".")[0], "version": "2", "extensions": []}

    @router.get("/health/live", summary="The process answers")
    async def live() -> dict[str, bool]:
        return {"live": True}

    @router.get("/health/ready", summary="The model is ready", responses=_only(responses, 503))
    async def ready() -> dict[str, bool]:
        await backend.model()
        return {"ready": True}

    async def newest(name: str) -> ModelInfo:
        return _named(await backend.model(), name)

    async def exact(name: str, version: str) -> ModelInfo:
        return _named(await backend.model(), name, version)

    for path, served in (
        ("/models/{name}", newest),
        ("/models/{name}/versions/{version}", exact),
    ):

        @router.get(path, summary="Inputs and outputs", responses=_only(responses, 404, 503))
        async def metadata(info: Annotated[ModelInfo, Depends(served)]) -> dict[str, Any]:
            described: dict[str, Any] = {**info, "versions": [info["version"]]}
            del described["version"]
            return described

        @router.get(
            f"{path}/ready", summary="The model is ready", responses=_only(responses, 404, 503)
        )
        async def model_ready(info: Annotated[ModelInfo, Depends(served)]) -> dict[str, Any]:
            return {"name": info["name"], "ready": True}

        @router.post(
            f"{path}/infer",
            summary="Predict named tensors",
            response_class=Response,
            responses={200: docs.answer(), **_only(responses, *INFER_ERRORS)},
            openapi_extra={"requestBody": docs.request_body()},
            dependencies=[Depends(served)],
        )
        async def infer(request: Request) -> Response:
            return await _infer(backend, request, timeout)

    return router


def create_app(settings: MLSettings | None = None) -> FastAPI:
    """Put the ML server together: settings -> engine -> routes."""
    settings = settings or MLSettings()
    engine = Engine(settings.engine)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with engine:
            yield

    app = FastAPIOffline(
        title="ML server", lifespan=lifespan, max_body_size=settings.max_body_bytes
    )
    errors: Responses = {each.value: {"description": each.phrase} for each in HTTPStatus}
    app.include_router(
        v2_router(
            engine,
            timeout=settings.timeout_seconds,
            docs=_docs(settings),
            responses=errors,
        )
    )
    app.exception_handler(AnyHTTPException)(_refused)
    for error in ERRORS:
        app.exception_handler(error)(_failed)
    return app


async def _infer(backend: Backend, request: Request, timeout: float) -> Response:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise HTTPException(415, f"The body must be {JSON}.", {"Accept-Post": JSON})
    try:
        body = InferRequest.model_validate_json(await request.body())
        answer = await backend.predict(decode(body.inputs), timeout=timeout)
        wanted = None if body.outputs is None else [output.name for output in body.outputs]
        return Response(to_json(encode(answer, request_id=body.id, wanted=wanted)), media_type=JSON)
    except InvalidInput as error:
        raise HTTPException(400, str(error)) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "/".join(map(str, first["loc"]))
        raise HTTPException(400, f"/{where}: {first['msg']}") from error


def _named(info: ModelInfo, name: str, version: str | None = None) -> ModelInfo:
    if name != info["name"] or version not in {None, info["version"]}:
        served = f"{info['name']}, version {info['version']}"
        raise HTTPException(404, f"No such model: this server has {served}.")
    return info


def _only(responses: Responses, *statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: responses[status] for status in statuses}


def _docs(settings: MLSettings) -> Docs:
    """Describe the artifact, where there is one already; its golden samples are the example."""
    engine = settings.engine
    try:
        manifest = read(find(engine.models_dir, engine.name, engine.version))
    except ArtifactError:
        return Docs(inputs=[], outputs=[], example={"inputs": []})
    info = describe(manifest)
    golden = {"inputs": [sample.model_dump() for sample in manifest.golden.inputs]}
    return Docs(inputs=info["inputs"], outputs=info["outputs"], example=golden)


async def _refused(_: Request, error: AnyHTTPException) -> Response:
    return _problem(error.status_code, error.detail, error.headers)


async def _failed(_: Request, error: Exception) -> Response:
    status = next(ERRORS[kind] for kind in ERRORS if isinstance(error, kind))
    return _problem(status, str(error) or status.phrase, {"Retry-After": "1"})


def _problem(status: int, detail: str, headers: Mapping[str, str] | None) -> Response:
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, "error": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")
