"""What XGBoost and LightGBM have in common here: scores become answers, and onnxmltools may convert the trees."""

from typing import Any

import numpy as np

from . import onnx_graph, onnx_session
from .columns import Answers, Array, Rows
from .refused import short
from .source import CannotMake, Made
from .tensors import matrix

INPUT = "features"


def table(rows: Rows, dtype: Any = np.float64) -> Array:
    """Return *rows* as one matrix; nulls are NaN."""
    return np.column_stack([np.asarray(values, dtype) for values in rows.values()])


def answers(scores: Array, task: str, classes: list[Any]) -> Answers:
    """Turn what a booster predicts into the answers that the contract names."""
    scores = np.asarray(scores)
    if task == "classification":
        pairs = np.stack([1 - scores, scores], axis=1) if scores.ndim == 1 else scores
        labels = np.array(classes, dtype=object if isinstance(classes[0], str) else np.int64)
        return {"label": labels[pairs.argmax(axis=1)], "probabilities": pairs.astype(np.float32)}
    return {"value": scores.reshape(len(scores), -1).astype(np.float32)}


def as_onnx(convert: Any, columns: list[Any], expected: list[str], classes: list[Any]) -> Made:
    """Convert a booster by *convert*, a function of onnxmltools, and give its outputs the names *expected*.

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
        model = convert(initial_types=[(INPUT, FloatTensorType([None, len(columns)]))])
    except Exception as error:  # onnxmltools raises what its converters raise
        raise CannotMake(f"onnxmltools cannot convert it: {short(error)}") from error
    onnx_graph.drop_zipmap(model)
    onnx_graph.any_rows(model, [INPUT])
    names = [output.name for output in model.graph.output]
    if len(names) != len(expected):
        raise CannotMake(f"onnxmltools gives it the outputs {names}")
    for old, new in zip(names, expected, strict=True):
        onnx_graph.rename(model, old, new)
    data = model.SerializeToString()
    session = onnx_session.opened(data, "what onnxmltools made")
    return Made(
        lambda folder: _write(folder / "model.onnx", data), matrix(INPUT, "FP32", columns), session.run, session.outputs
    )


def _write(path: Any, data: bytes) -> None:
    path.write_bytes(data)
