"""What Prometheus reads under ``/metrics``: requests, latency, batches and the model's queue."""

import functools
from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
ROWS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


class Metrics:
    """One registry for each app, so that two apps in one process do not share their counts."""

    def __init__(self) -> None:
        self._of_route = functools.cache(self._find)  # labels() looks them up more slowly
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Counter(
            "http_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._latency = Histogram(
            "http_request_duration_seconds",
            "Seconds from the first to the last byte of an answer.",
            ["method", "route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._batch_rows = Histogram(
            "model_batch_rows", "Rows in a batch.", buckets=ROWS, registry=self.registry
        )
        self._batch_seconds = Histogram(
            "model_batch_duration_seconds",
            "Seconds that a batch took.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._queue = Gauge(
            "model_queue_rows", "Rows that wait for their batch.", registry=self.registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        count, latency = self._of_route(method, route, status)
        count.inc()
        latency.observe(seconds)

    def _find(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        return self._requests.labels(method, route, status), self._latency.labels(method, route)

    def batch(self, rows: int, seconds: float) -> None:
        """Count one batch."""
        self._batch_rows.observe(rows)
        self._batch_seconds.observe(seconds)

    def watch_queue(self, waiting_rows: Callable[[], float]) -> None:
        """Read the queue's length from *waiting_rows* at each scrape."""
        self._queue.set_function(waiting_rows)

    def expose(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        return generate_latest(self.registry)
