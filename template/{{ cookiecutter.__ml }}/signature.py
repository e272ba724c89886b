"""What a model takes and gives: checked on the way in, described in the protocol's words."""

from typing import Any, TypedDict

from .batcher import Tensor
from .manifest import Manifest, TensorSpec


class ModelInfo(TypedDict):
    """What a model is, in the words of the Open Inference Protocol's metadata."""

    name: str
    version: str
    platform: str
    inputs: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    parameters: dict[str, Any]


class InvalidInput(ValueError):
    """The tensors of a request are not those of the model's signature."""


def in_order(inputs: list[Tensor], specs: list[TensorSpec]) -> list[Tensor]:
    """Return *inputs* in the order of *specs*.

    Raises:
        InvalidInput: a name, datatype or shape does not fit, or there are no rows.
    """
    given = {tensor["name"]: tensor for tensor in inputs}
    wanted = [spec.name for spec in specs]
    if sorted(each["name"] for each in inputs) != sorted(wanted):
        raise InvalidInput(f"the model takes the inputs {wanted}, not {list(given)}")
    for spec in specs:
        _check(given[spec.name], spec)
    rows = {tensor["shape"][0] for tensor in inputs}
    if len(rows) > 1:
        raise InvalidInput(f"the inputs must have the same number of rows, not {sorted(rows)}")
    return [given[name] for name in wanted]


def _check(tensor: Tensor, spec: TensorSpec) -> None:
    if tensor["datatype"] != spec.datatype:
        raise InvalidInput(
            f"input {spec.name!r} has datatype {spec.datatype}, not {tensor['datatype']}"
        )
    shape = tensor["shape"]
    fits = len(shape) == len(spec.shape) and all(
        given > 0 and size in {-1, given} for size, given in zip(spec.shape, shape, strict=True)
    )
    if not fits:
        raise InvalidInput(f"input {spec.name!r} has shape {spec.shape}, not {shape}")


def describe(manifest: Manifest) -> ModelInfo:
    """Say what a manifest says, in the words of the Open Inference Protocol."""
    signature = manifest.signature
    return ModelInfo(
        name=manifest.name,
        version=manifest.version,
        platform={"onnx": "onnx_onnxv1", "skops": "sklearn_skops"}[manifest.format],
        inputs=[spec.model_dump() for spec in signature.inputs],
        outputs=[spec.model_dump() for spec in signature.outputs],
        parameters={
            "task": manifest.task,
            "features": signature.features,
            "classes": signature.classes,
            "metrics": manifest.metrics,
            "sha256": manifest.sha256,
            "libraries": manifest.libraries,
            "training": manifest.model_dump(include={"ranges", "histograms"}),
        },
    )
