"""What the model promises to its clients: ``contract.json``, read, checked and compared.

The contract is reviewed like code. Requests, responses and Swagger are built from it (``schemas``),
so the server starts, documents and validates without a model.
"""

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .predictor import ModelInfo

FP32_MAX = 3.4028234663852886e38
PATH = Path(__file__).with_name("contract.json")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Feature(_Part):
    """One column of a row, with the values that the server accepts (finite, bounds included)."""

    name: str
    type: Literal["number", "integer"]
    minimum: float = Field(ge=-FP32_MAX)
    maximum: float = Field(le=FP32_MAX)
    description: str = ""
    example: int | float  # an integer stays one: 2, not 2.0


class TensorSpec(_Part):
    """A tensor that the model takes or gives; -1 stands for the rows."""

    name: str
    datatype: Literal["FP32", "FP64", "INT32", "INT64", "BOOL", "BYTES"]
    shape: list[int] = Field(min_length=1)


class Contract(_Part):
    """What the model takes and gives; ``inputs`` is one matrix with the features as columns."""

    name: str
    description: str
    task: Literal["classification", "regression"]
    features: list[Feature] = Field(min_length=1)
    classes: list[str] = []
    inputs: list[TensorSpec] = Field(min_length=1, max_length=1)
    outputs: list[TensorSpec] = Field(min_length=1)

    @model_validator(mode="after")
    def _columns_fit(self) -> Self:
        if self.inputs[0].shape != [-1, len(self.features)]:
            raise ValueError(f"the input must have the shape [-1, {len(self.features)}]")
        return self

    def differences(self, model: ModelInfo) -> list[str]:
        """Say where *model* is not what this contract promises; nothing if it is."""
        promised: dict[str, Any] = {
            "name": self.name,
            "inputs": [spec.model_dump() for spec in self.inputs],
            "outputs": [spec.model_dump() for spec in self.outputs],
            "features": [feature.name for feature in self.features],
            "classes": self.classes,
        }
        given = {**model["parameters"], **model}
        return [
            f"{what}: the contract says {wanted}, the model {given[what]}"
            for what, wanted in promised.items()
            if what in given and given[what] != wanted
        ]


def load_contract(path: str | Path = "") -> Contract:
    """Read the contract at *path*; empty: the one beside this module.

    Raises:
        pydantic.ValidationError: it is not a contract; the message says where.
        OSError: it cannot be read.
    """
    return Contract.model_validate_json(Path(path or PATH).read_bytes())
