"""The seam: all that the service server knows of a model. Tensors in, tensors out, by name.

A model in this process, behind a socket or in a test is the same to everything else in ``api``.
The words are those of the Open Inference Protocol v2; the errors that a model raises are Python's
own, so that both sides of the seam know them without sharing code.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypedDict


class Tensor(TypedDict):
    """A named tensor, rows first; ``data`` is row-major and little-endian, or a list of strings."""

    name: str
    datatype: str
    shape: list[int]
    data: bytes | memoryview | list[str]


class Answer(TypedDict):
    """Output tensors, and the version of the model that gave them."""

    model_name: str
    model_version: str
    outputs: list[Tensor]


class ModelInfo(TypedDict):
    """What a model is; ``parameters`` holds what goes beyond the protocol (metrics, sha256, …)."""

    name: str
    version: str
    platform: str
    inputs: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    parameters: dict[str, Any]


class InvalidAnswer(Exception):
    """The model was asked over a network, and its answer cannot be used; the message says why."""


class Predictor(Protocol):
    """Predicts a batch; the service server depends on this and on nothing else of a model."""

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> Answer:
        """Predict *inputs* within *timeout* seconds.

        Raises:
            ConnectionError: the model cannot be reached or is not ready; the message says why.
            asyncio.QueueFull: it has more to do than it may queue.
            TimeoutError: the deadline passed.
            InvalidAnswer: it answered, but not what it should.
        """

    async def model(self) -> ModelInfo:
        """Describe the model.

        Raises:
            ConnectionError: it cannot be reached or is not ready; the message says why.
        """


class Checked:
    """A predictor that is asked only once it is known to be the model that was promised.

    Args:
        predictor: what is asked.
        differences: says where a model is not what was promised; nothing if it is.
    """

    def __init__(self, predictor: Predictor, differences: Callable[[ModelInfo], list[str]]) -> None:
        self._predictor = predictor
        self._differences = differences
        self._fits = False

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> Answer:
        """Predict *inputs*, as ``Predictor.predict`` does."""
        if not self._fits:
            await self.model()
        return await self._predictor.predict(inputs, timeout=timeout)

    async def model(self) -> ModelInfo:
        """Describe the model, or say where it breaks the contract (``ConnectionError``)."""
        info = await self._predictor.model()
        differences = self._differences(info)
        self._fits = not differences
        if differences:
            raise ConnectionError("; ".join(["The model breaks the contract", *differences]))
        return info
