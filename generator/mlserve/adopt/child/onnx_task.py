"""Whether an ONNX graph classifies, or foretells a number; its outputs under the names of the contract."""

from typing import Any

from . import onnx_graph
from .onnx_checks import graphs
from .onnx_session import Session

_CLASSIFIERS = {"TreeEnsembleClassifier", "LinearClassifier", "SVMClassifier", "ZipMap"}
_REGRESSORS = {"TreeEnsembleRegressor", "LinearRegressor", "SVMRegressor"}


def task_of(model: Any, classes: list[Any]) -> tuple[str, list[Any]]:
    """Return the task that the operators of *model* tell, and its classes; *classes* if there were any already."""
    nodes = [node for graph in graphs(model.graph) for node in graph.node]
    operators = {node.op_type for node in nodes}
    for node in nodes:
        if node.op_type in _CLASSIFIERS:
            classes = classes or onnx_graph.classes_of(node)
    if not classes:
        classes = _stored_classes(model)
    label, scores = _label(model), _scores(model)
    if label and (operators & _CLASSIFIERS or (classes and scores)):
        return "classification", classes
    if operators & _REGRESSORS and len(model.graph.output) == 1:
        return "regression", []
    return "unknown", []


def _stored_classes(model: Any) -> list[Any]:
    """Return the classes that skl2onnx keeps as a constant, for classifiers that are no operator of their own."""
    from onnx import numpy_helper

    for tensor in model.graph.initializer:
        if tensor.name.startswith("classes") and len(tensor.dims) == 1:
            values = numpy_helper.to_array(tensor).tolist()
            return [value.decode() if isinstance(value, bytes) else value for value in values]
    return []


def _label(model: Any) -> str:
    for output in model.graph.output:
        tensor = output.type.tensor_type
        if tensor.elem_type in {7, 8} and len(tensor.shape.dim) == 1:  # INT64, STRING
            return str(output.name)
    return ""


def _scores(model: Any) -> str:
    for output in model.graph.output:
        tensor = output.type.tensor_type
        if tensor.elem_type == 1 and len(tensor.shape.dim) == 2:  # noqa: PLR2004  (FLOAT, rows and classes)
            return str(output.name)
    return ""


def name_outputs(model: Any, session: Session, task: str, rename: dict[str, str]) -> str:
    """Give the outputs the contract's names, in the model and in *rename*; return the task that it then is."""
    if task == "classification":
        label, scores = _label(model), _scores(model)
        rename.clear()
        rename.update({old: new for old, new in ((label, "label"), (scores, "probabilities")) if old})
        session.outputs = [spec for name in rename for spec in session.outputs if spec.name == name]
        onnx_graph.keep_outputs(model, list(rename))
    if task == "regression":
        (output,) = session.outputs
        rename[output.name] = "value"
        if len(output.shape) > 2 or output.datatype not in {"FP32", "FP64"}:  # noqa: PLR2004
            rename[output.name] = output.name
            return "unknown"
        task = "multi-output" if output.shape[1:] > [1] else task
    for old, new in rename.items():
        onnx_graph.rename(model, old, new)
    if task == "regression" and len(session.outputs[0].shape) == 1:
        onnx_graph.as_column(model, "value")
    return task
