"""What the model promises to its clients: ``contract.json``, read, checked and compared.

The contract is reviewed like code. Requests, responses and Swagger are built from it (``schemas``),
so the server starts, documents and validates without a model.
"""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .predictor import ModelInfo
from .problems import errors_of

PATH = Path(__file__).with_name("contract.json")


Task = Literal["classification", "regression", "multi-output", "clustering", "embedding", "unknown"]


class InvalidContract(ValueError):
    """There is no contract to serve by; the message says where, what is wrong and the way out."""

    def __init__(self, file: Path, what: str) -> None:
        super().__init__(f"the contract {file}: {what}; correct it, or do `mlserve model sync`")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Feature(_Part):
    """One name of a row, with the values that the server accepts (finite, bounds included).

    Attributes:
        shape: of the array that a row has under this name, -1 for any length; empty: one value.
        minimum: smaller numbers are refused; None: only those that the model's tensor cannot hold.
        maximum: likewise.
        usual: lowest and highest value that are usual; the docs say so, nothing is refused.
        enum: the only values, where there are any.
        nullable: whether null is a value, too.
    """

    name: str
    type: Literal["number", "integer", "boolean", "string"]
    shape: list[int] = []
    minimum: float | None = None
    maximum: float | None = None
    usual: list[float] | None = Field(default=None, min_length=2, max_length=2)
    enum: list[str | int | float] = []
    nullable: bool = False
    description: str = ""
    example: Any  # as it is: an integer stays one, 2 and not 2.0


class TensorSpec(_Part):
    """A tensor that the model takes or gives; -1 stands for the rows, and for any length."""

    name: str
    datatype: str = Field(pattern=r"^(BOOL|BYTES|U?INT(8|16|32|64)|FP(16|32|64))$")
    shape: list[int] = Field(min_length=1)


class Contract(_Part):
    """What the model takes and gives; the features fill ``inputs`` in their order.

    Attributes:
        file: where it was read; this is not in the file itself.
    """

    file: Path = Field(default=PATH, exclude=True)
    name: str
    description: str
    task: Task
    features: list[Feature] = Field(min_length=1)
    classes: list[str] | list[int] = []
    inputs: list[TensorSpec] = Field(min_length=1)
    outputs: list[TensorSpec] = Field(min_length=1)

    def differences(self, model: ModelInfo) -> list[str]:
        """Say where *model* is not what this contract promises; nothing if it is."""
        promised = self.model_dump(include={"name", "inputs", "outputs", "classes"})
        promised["features"] = [feature.name for feature in self.features]
        given = {**model["parameters"], **model}
        return [
            f"{what}: the contract says {wanted}, the model {given[what]}"
            for what, wanted in promised.items()
            if what in given and given[what] != wanted
        ]


def load_contract(path: str | Path = "") -> Contract:
    """Read the contract at *path*; empty: the one beside this module.

    Raises:
        InvalidContract: it cannot be read, or is none; the message names the field.
    """
    file = Path(path or PATH)
    try:
        return Contract.model_validate_json(file.read_bytes()).model_copy(update={"file": file})
    except OSError as error:
        raise InvalidContract(file, f"{error.strerror}") from error
    except ValidationError as error:
        raise InvalidContract(file, "{pointer}: {detail}".format(**errors_of(error)[0])) from error
