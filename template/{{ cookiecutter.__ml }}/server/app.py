"""Put the ML server together: settings -> engine -> routes -> middleware."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import prod
from typing import Any

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from fastapi_offline import FastAPIOffline

from ..docs import Docs
from ..engine import Engine
from ..manifest import ArtifactError, Sample, find, read
from ..settings import MLSettings
from ..signature import describe
from . import problems
from .lifecycle import Lifecycle
from .limit import LimitBody
from .metrics import Metrics
from .observe import Observe
from .router import v2_router


def create_app(settings: MLSettings | None = None) -> FastAPI:
    """Build the ML server; *settings* come from the environment and ``.env`` by default."""
    settings = settings or MLSettings()
    lifecycle = Lifecycle()
    metrics = Metrics()
    engine = Engine(settings.engine, on_batch=metrics.batch)
    metrics.watch_queue(lambda: engine.waiting_rows)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with engine:
            yield

    async def exposed() -> Response:
        return PlainTextResponse(metrics.expose(), media_type="text/plain; version=0.0.4")

    app = FastAPIOffline(
        title=f"{__name__.partition('.')[0]}: the ML server",
        version="2",
        lifespan=lifespan,
        redirect_slashes=False,
        responses={"default": problems.response("Any other error.")},
    )
    app.include_router(
        v2_router(
            engine,
            timeout=settings.timeout_seconds,
            docs=_docs(settings),
            responses=problems.RESPONSES,
            lifecycle=lifecycle,
        )
    )
    app.add_api_route(
        "/metrics",
        exposed,
        summary="Metrics for Prometheus",
        tags=["operations"],
        response_class=PlainTextResponse,
    )
    app.add_api_route("/", _to_docs, include_in_schema=False)
    app.state.lifecycle = lifecycle
    problems.install(app)
    app.add_middleware(LimitBody, max_bytes=settings.max_body_bytes)
    app.add_middleware(Observe, metrics=metrics, lifecycle=lifecycle)  # the last is the outermost
    return app


def _docs(settings: MLSettings) -> Docs:
    """Describe the artifact, where there is one already; a golden sample is the example."""
    engine = settings.engine
    try:
        manifest = read(find(engine.models_dir, engine.name, engine.version))
    except ArtifactError:
        return Docs(inputs=[], outputs=[], example={"inputs": []})
    info = describe(manifest)
    example = {"inputs": [_first_row(sample) for sample in manifest.golden.inputs]}
    return Docs(info["inputs"], info["outputs"], example, info["name"], info["version"])


def _first_row(sample: Sample) -> dict[str, Any]:
    shape = [1, *sample.shape[1:]]
    return {**sample.model_dump(), "shape": shape, "data": sample.data[: prod(shape)]}


async def _to_docs() -> RedirectResponse:
    return RedirectResponse("docs")
