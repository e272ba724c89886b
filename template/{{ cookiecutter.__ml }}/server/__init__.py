"""The ML server: all of ``ml`` that knows HTTP. Its routes can be put into another server, too."""

from .router import v2_router

__all__ = ["v2_router"]
