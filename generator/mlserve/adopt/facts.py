"""What is known about a model: plain values, which JSON can hold."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Facts:
    """A model, as ``mlserve inspect`` tells it.

    Attributes:
        format: of the file: onnx, skops, pickle, xgboost, lightgbm, mlflow or python.
        task: classification, regression, multi-output, clustering, embedding or unknown.
        binary: whether a classification has two classes; None for other tasks.
        inputs: the tensors as they will be served: name, datatype, shape (first -1: the rows).
        outputs: the same, of the answers.
        features: what one row is: name, type, shape, nullable, range, categories, example.
        classes: in the order of the probabilities.
        libraries: with the versions that made the file, as far as it says so.
        size: in bytes.
        sha256: of the file; of a folder, that of its files' names and digests.
        runs_as: the format that a server will run: onnx, skops, xgboost, lightgbm or python.
        missing: what is not known, and how to give it.
        notes: what was converted, left out or seen on the way.
    """

    format: str
    task: str
    binary: bool | None
    inputs: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    features: list[dict[str, Any]]
    classes: list[str] | list[int]
    libraries: dict[str, str]
    size: int
    sha256: str
    runs_as: str
    missing: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Return the facts as JSON values."""
        return asdict(self)
