"""A Ray Serve application that joins requests into batches. Argument: the port."""

import signal
import sys
import threading
from typing import Any

import numpy as np
import ray
from predictor import Matrix, load
from ray import serve
from starlette.requests import Request


@serve.deployment(num_replicas=1, max_ongoing_requests=256)
class Predictor:
    """Has the model."""

    def __init__(self) -> None:
        self.model = load()

    @serve.batch(max_batch_size=64, batch_wait_timeout_s=0.0)
    async def predict(self, inputs: list[Matrix]) -> list[Matrix]:
        """Predict the rows of several requests at once."""
        ends = np.cumsum([len(each) for each in inputs])[:-1]
        parts: list[Matrix] = np.split(np.asarray(self.model(np.concatenate(inputs))), ends)
        return parts

    async def __call__(self, request: Request) -> dict[str, Any]:
        """Answer one request."""
        rows = np.asarray((await request.json())["rows"], dtype=np.float32)
        return {"probabilities": (await self.predict(rows)).tolist()}


def main(port: int) -> None:
    """Serve until a signal says stop."""
    ray.init(include_dashboard=False, num_cpus=2, logging_level="warning", log_to_driver=False)
    serve.start(http_options={"host": "127.0.0.1", "port": port})
    serve.run(Predictor.bind(), route_prefix="/")  # type: ignore[attr-defined]  # the decorator gives it that
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())  # here: whatever Ray has started can be ended by it
    stopped.wait()
    ray.shutdown()  # all of it at once: serve.shutdown() would wait half a minute for connections to drain


if __name__ == "__main__":
    main(int(sys.argv[1]))
