"""A route for a request and its answer: documented by FastAPI, and called without its detours.

FastAPI's own routes resolve dependencies and look into bodies and queries, which costs more than
a prediction. Here the endpoint takes the request as it is; dependencies would not be resolved.
"""

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send


class Direct(APIRoute):
    """Calls its endpoint with the request; for ``APIRouter(route_class=Direct)``."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse the method."""
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        response = await self.endpoint(Request(scope, receive, send))
        await response(scope, receive, send)
