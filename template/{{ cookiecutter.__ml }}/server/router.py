"""The Open Inference Protocol v2 over FastAPI, as a router that any app can include.

Sources: https://github.com/open-inference/open-inference-protocol (REST, version 2); Triton
Inference Server, "Binary Tensor Data Extension" and the request parameter ``timeout``.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from fastapi.responses import Response
from pydantic_core import to_json

from ..batcher import Answer, Tensor
from ..docs import BYTES, JSON, JSON_LENGTH, Docs
from ..signature import InvalidInput, ModelInfo
from ..wire import decode, encode, parse
from .lifecycle import Lifecycle

INFER_ERRORS = (400, 404, 413, 415, 500, 503, 504)
MEDIA_TYPES = ("", JSON, BYTES)
"""Those of a body: Triton's clients send JSON without a type, or as bytes."""

Responses = Mapping[int | str, dict[str, Any]]
Served = Callable[..., Awaitable[ModelInfo]]


class Backend(Protocol):
    """What the routes need of a model; ``Engine`` has it."""

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> Answer:
        """Predict *inputs* within *timeout* seconds."""

    async def model(self) -> ModelInfo:
        """Describe the model, or raise ``ConnectionError`` while it is not ready."""


def v2_router(
    backend: Backend,
    *,
    timeout: float,
    docs: Docs,
    responses: Responses,
    lifecycle: Lifecycle | None = None,
) -> APIRouter:
    """Return the routes under ``/v2``: server, health, metadata and inference.

    Args:
        backend: the model.
        timeout: seconds that one inference may take; a request may ask for less.
        docs: what the model takes and gives, for OpenAPI.
        responses: what the docs say of each error status.
        lifecycle: says when the server is about to stop, and so no longer ready.
    """
    router = APIRouter(prefix="/v2", tags=["Open Inference Protocol v2"])
    lifecycle = lifecycle or Lifecycle()

    @router.get("", summary="What this server is")
    async def server() -> dict[str, Any]:
        name = __name__.partition(".")[0]
        return {"name": name, "version": "2", "extensions": ["binary_tensor_data"]}

    @router.get("/health/live", summary="The process answers")
    async def live() -> dict[str, bool]:
        return {"live": True}

    @router.get("/health/ready", summary="The model is ready", responses=_only(responses, 503))
    async def ready() -> dict[str, bool]:
        _refuse_while_draining(lifecycle)
        await backend.model()
        return {"ready": True}

    async def newest(
        name: Annotated[str, Path(json_schema_extra=_one_of(docs.name))],
    ) -> ModelInfo:
        return _named(await backend.model(), name)

    async def exact(
        name: Annotated[str, Path(json_schema_extra=_one_of(docs.name))],
        version: Annotated[str, Path(json_schema_extra=_one_of(docs.version))],
    ) -> ModelInfo:
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
            _refuse_while_draining(lifecycle)
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


async def _infer(backend: Backend, request: Request, timeout: float) -> Response:
    _check_media_type(request)
    try:
        asked, raw = parse(await request.body(), request.headers.get(JSON_LENGTH))
        inputs = decode(asked.inputs, raw)
        answer = await backend.predict(inputs, timeout=asked.seconds(timeout))
        head, parts = encode(answer, asked)
    except InvalidInput as error:
        raise HTTPException(400, str(error)) from error
    text = to_json(head, inf_nan_mode="null")  # JSON has no other word for them
    if not parts:
        return Response(text, media_type=JSON)
    return Response(
        b"".join([text, *parts]), headers={JSON_LENGTH: str(len(text))}, media_type=BYTES
    )


def _check_media_type(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        raise HTTPException(
            415, f"The body must be {JSON} or {BYTES}.", {"Accept-Post": f"{JSON}, {BYTES}"}
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(
            415, "The body must not be compressed.", {"Accept-Encoding": "identity"}
        )


def _refuse_while_draining(lifecycle: Lifecycle) -> None:
    if lifecycle.draining:
        raise ConnectionError("The server is about to stop.")


def _named(info: ModelInfo, name: str, version: str | None = None) -> ModelInfo:
    if name != info["name"] or version not in {None, info["version"]}:
        served = f"{info['name']}, version {info['version']}"
        raise HTTPException(404, f"No such model: this server has {served}.")
    return info


def _one_of(known: str) -> dict[str, Any]:
    return {"enum": [known]} if known else {}


def _only(responses: Responses, *statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: responses[status] for status in statuses}
