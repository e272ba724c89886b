"""A predictor without a model, and the contract that the tests of the service server are about."""

import struct
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

from {{ cookiecutter.package_name }}.api.contract import (
    Contract,
    Feature,
)
from {{ cookiecutter.package_name }}.api.predictor import (
    Answer,
    ModelInfo,
    Tensor,
)
from {{ cookiecutter.package_name }}.api.schemas import FORMATS

CONTRACT = Path(__file__).with_name("contract.json")


@dataclass
class FakePredictor:
    """Answers every row the same; fails with ``error`` where one is set."""

    contract: Contract
    error: Exception | None = None
    difference: dict[str, Any] = field(default_factory=dict)
    inputs: list[Tensor] = field(default_factory=list)

    async def predict(self, inputs: list[Tensor], *, timeout: float) -> Answer:
        assert timeout > 0
        if self.error is not None:
            raise self.error
        self.inputs.extend(inputs)
        rows = inputs[0]["shape"][0]
        outputs = [
            self._tensor(spec.name, spec.datatype, [rows, *map(abs, spec.shape[1:])])
            for spec in self.contract.outputs
        ]
        return Answer(model_name=self.contract.name, model_version="7", outputs=outputs)

    async def model(self) -> ModelInfo:
        if isinstance(self.error, ConnectionError):
            raise self.error
        promised = self.contract.model_dump()
        parameters = {
            "features": [feature.name for feature in self.contract.features],
            "classes": self.contract.classes,
            "sha256": "0" * 64,
        }
        return ModelInfo(
            name=self.contract.name,
            version="7",
            platform="fake",
            inputs=promised["inputs"],
            outputs=promised["outputs"],
            parameters={**parameters, **self.difference},
        )

    def _tensor(self, name: str, datatype: str, shape: list[int]) -> Tensor:
        count = prod(shape)
        data: bytes | list[str] = [str(each) for each in self.contract.classes[:1] or ["x"]] * count
        if datatype != "BYTES":
            data = struct.pack(f"<{count}{FORMATS[datatype]}", *[0] * count)
        return Tensor(name=name, datatype=datatype, shape=shape, data=data)


def bounds(feature: Feature) -> tuple[float, float]:
    """Return the smallest and the largest value of a *feature* that has both."""
    assert feature.minimum is not None
    assert feature.maximum is not None
    return feature.minimum, feature.maximum
