"""``/health/live``, ``/health/ready`` and ``/metrics``: what a platform asks a server."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from ..lifecycle import Lifecycle
from ..metrics import Metrics
from ..predictor import Predictor
from ..problems import responses


def health_router(predictor: Predictor, lifecycle: Lifecycle, metrics: Metrics) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["operations"])

    @router.get("/health/live", summary="The process answers")
    async def live() -> dict[str, str]:
        """Say that the process answers; restart it where it does not."""
        return {"status": "live"}

    @router.get("/health/ready", summary="Requests are welcome", responses=responses(503))
    async def ready() -> dict[str, str]:
        """Say that the model has answered its golden samples and is what the contract says."""
        if lifecycle.draining:
            raise ConnectionError("The server is about to stop.")
        await predictor.model()
        return {"status": "ready"}

    @router.get("/metrics", summary="Metrics for Prometheus", response_class=PlainTextResponse)
    async def exposed() -> Response:
        """Return all metrics in Prometheus's text format."""
        return PlainTextResponse(metrics.expose(), media_type="text/plain; version=0.0.4")

    return router
