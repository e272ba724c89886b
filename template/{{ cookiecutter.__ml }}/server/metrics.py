"""What Prometheus reads under ``/metrics``: requests, latency, batches and the model's queue."""

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
ROUTE = ["method", "route"]


class Metrics:
    """One registry for each app; the names are those of the service server's metrics."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        ProcessCollector(registry=own)
        PlatformCollector(registry=own)
        self._requests = Counter(
            "http_requests", "Requests answered.", [*ROUTE, "status"], registry=own
        )
        self._latency = Histogram(
            "http_request_duration_seconds",
            "Seconds from the first to the last byte of an answer.",
            ROUTE,
            buckets=SECONDS,
            registry=own,
        )
        self._batch_rows = Histogram(
            "model_batch_rows", "Rows in a batch.", buckets=ROWS, registry=own
        )
        self._batch_seconds = Histogram(
            "model_batch_duration_seconds",
            "Seconds that a batch took.",
            buckets=SECONDS,
            registry=own,
        )
        self._queue = Gauge("model_queue_rows", "Rows that wait for their batch.", registry=own)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method, route, status).inc()
        self._latency.labels(method, route).observe(seconds)

    def batch(self, rows: int, seconds: float) -> None:
        """Count one batch."""
        self._batch_rows.observe(rows)
        self._batch_seconds.observe(seconds)

    def watch_queue(self, waiting_rows: Callable[[], float]) -> None:
        """Read the queue's length from *waiting_rows* at each scrape."""
        self._queue.set_function(waiting_rows)

    def expose(self) -> bytes:
        """Return all metrics in Prometheus's text format."""
        return generate_latest(self._registry)
