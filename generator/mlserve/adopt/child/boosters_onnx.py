"""Let onnxmltools convert a booster to ONNX, with the outputs that the contract names."""

from pathlib import Path
from typing import Any

from . import onnx_graph, onnx_session
from .refused import short
from .source import CannotMake, Made
from .tensors import Spec


def as_onnx(convert: Any, inputs: list[Spec], expected: list[str], classes: list[Any]) -> Made:
    """Convert a booster by *convert*, a function of onnxmltools; it takes one matrix and gives the outputs *expected*.

    Raises:
        CannotMake: onnxmltools is not there, or does not take this booster.
    """
    try:
        from onnxmltools.convert.common.data_types import FloatTensorType
    except ImportError as error:
        raise CannotMake("onnxmltools, which would convert it to ONNX, is not installed") from error
    if classes and classes != list(range(len(classes))):
        raise CannotMake("its file knows the classes by their numbers only")
    try:
        model = convert(initial_types=[(spec.name, FloatTensorType([None, spec.shape[1]])) for spec in inputs])
    except Exception as error:  # onnxmltools raises what its converters raise
        raise CannotMake(f"onnxmltools cannot convert it: {short(error)}") from error
    onnx_graph.drop_zipmap(model)
    onnx_graph.any_rows(model, [spec.name for spec in inputs])
    names = [output.name for output in model.graph.output]
    if len(names) != len(expected):
        raise CannotMake(f"onnxmltools gives it the outputs {names}")
    for old, new in zip(names, expected, strict=True):
        onnx_graph.rename(model, old, new)
    data = model.SerializeToString()
    session = onnx_session.opened(data, "what onnxmltools made")
    return Made(lambda folder: _write(folder / "model.onnx", data), inputs, session.run, session.outputs)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
