"""Whether the server is about to stop: requests are still served, but ``/health/ready`` says no."""

from dataclasses import dataclass


@dataclass
class Lifecycle:
    """Shared by the server, which sets it, and by the app, which answers accordingly."""

    draining: bool = False
