"""``/health/live`` and ``/health/ready``: what a platform asks a server."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from ..problems import RETRY_AFTER, problem, responses


def health_router(
    checks: Iterable[Callable[[], Awaitable[object]]],
    details: Callable[[], dict[str, Any]] = dict,
) -> APIRouter:
    """Return the routes.

    Args:
        checks: what has to be well; each raises ``ConnectionError`` where it is not, and says why.
        details: what ``/health/ready`` says beyond yes or no.
    """
    router = APIRouter(tags=["operations"])

    @router.get("/health/live", summary="The process answers")
    async def live() -> dict[str, str]:
        """Say that the process answers; restart it where it does not."""
        return {"status": "live"}

    @router.get(
        "/health/ready",
        summary="Requests are welcome",
        response_model=dict[str, Any],
        responses=responses(503),
    )
    async def ready() -> dict[str, Any] | Response:
        """Say that the model has answered its golden samples and is what the contract says."""
        try:
            for check in checks:
                await check()
        except ConnectionError as error:
            return problem(503, str(error), RETRY_AFTER, **details())
        return {"status": "ready", **details()}

    return router
