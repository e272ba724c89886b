"""A LitServe server that joins requests into batches. Argument: the port."""

import json
import os
import sys
from typing import Any

import litserve
import numpy as np
from predictor import Matrix, load


class Predictor(litserve.LitAPI):
    """Has the model, in a process of its own."""

    def setup(self, device: str) -> None:  # noqa: ARG002  (LitServe's interface)
        """Load it."""
        self.model = load()

    def decode_request(self, request: dict[str, Any], **_: Any) -> Matrix:
        """Take the rows of one request."""
        return np.asarray(request["rows"], dtype=np.float32)

    def batch(self, inputs: list[Matrix]) -> Matrix:
        """Join the rows of several requests, and remember how many each has."""
        self.ends = np.cumsum([len(each) for each in inputs])[:-1]
        return np.concatenate(inputs)

    def predict(self, x: Matrix, **_: Any) -> Matrix:
        """Predict all rows at once."""
        return np.asarray(self.model(x))

    def unbatch(self, output: Matrix) -> list[Matrix]:
        """Part the answers again."""
        parts: list[Matrix] = np.split(output, self.ends)
        return parts

    def encode_response(self, output: Matrix, **_: Any) -> dict[str, Any]:
        """Answer one request."""
        return {"probabilities": output.tolist()}


if __name__ == "__main__":
    api = Predictor(**json.loads(os.environ["PEER_API"]))
    server = litserve.LitServer(api, accelerator="cpu", **json.loads(os.environ["PEER_SERVER"]))
    quiet = {"generate_client_file": False, "log_level": "warning", "access_log": False}
    server.run(host="127.0.0.1", port=int(sys.argv[1]), **quiet)
