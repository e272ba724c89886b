"""Whether the server is about to stop: requests are still served, but it is no longer ready."""

from dataclasses import dataclass


@dataclass
class Lifecycle:
    """Shared by the process, which sets it, and by routes and middleware, which look at it."""

    draining: bool = False
