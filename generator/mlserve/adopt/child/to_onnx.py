"""Convert a scikit-learn estimator to ONNX, with the outputs that the contract names."""

from dataclasses import dataclass
from typing import Any

from . import onnx_graph, onnx_session
from .columns import Column
from .converters import register_boosters, take_booleans
from .refused import Refused, short
from .source import CannotMake, Made, NoWay
from .tensors import Spec

INPUT = "features"
MAX_INPUTS = 500
"""One input for each column: beyond this, a server spends its time on names."""
_OUTPUTS = {
    "classification": ["label", "probabilities"],
    "regression": ["value"],
    "clustering": ["cluster"],
    "embedding": ["embedding"],
}


@dataclass(frozen=True)
class Layout:
    """How the columns are handed over: all in one matrix, or each by itself; numbers as FP32, or as FP64.

    *whole* numbers may have tensors of their own type, INT64, if each column is by itself.
    """

    is_matrix: bool
    datatype: str
    whole: bool = False


LAYOUTS = [
    Layout(is_matrix=True, datatype="FP32"),
    Layout(is_matrix=False, datatype="FP32"),
    Layout(is_matrix=False, datatype="FP32", whole=True),
    Layout(is_matrix=True, datatype="FP64"),  # where rounding to FP32 takes another branch of a tree
    Layout(is_matrix=False, datatype="FP64"),
]
"""The first that answers as the estimator does is taken."""


def made(estimator: Any, task: str, columns: list[Column], layout: Layout) -> Made:
    """Convert *estimator* to take its columns in one way.

    Raises:
        CannotMake: the layout does not go with the columns, or skl2onnx cannot.
    """
    from skl2onnx.common import data_types

    kinds = {
        "BYTES": data_types.StringTensorType,
        "INT64": data_types.Int64TensorType,
        "FP32": data_types.FloatTensorType,
        "FP64": data_types.DoubleTensorType,
    }
    specs = _matrix(columns, layout) if layout.is_matrix else _one_by_one(columns, layout)
    types = [(spec.name, kinds[spec.datatype]([None, spec.shape[1]])) for spec in specs]
    return _convert(estimator, task, specs, types)


def _matrix(columns: list[Column], layout: Layout) -> list[Spec]:
    if any(column.is_text for column in columns):
        raise NoWay("a matrix holds no strings")
    return [Spec(INPUT, layout.datatype, [-1, len(columns)])]


def _one_by_one(columns: list[Column], layout: Layout) -> list[Spec]:
    if len(columns) > MAX_INPUTS:
        raise CannotMake(f"{len(columns)} inputs are too many")
    integers = {column.name for column in columns if column.type == "integer" and not column.nullable}
    if layout.whole and not integers:
        raise NoWay("it has no columns of whole numbers")
    whole = integers if layout.whole else set()
    datatypes = [
        "BYTES" if column.is_text else "INT64" if column.name in whole else layout.datatype for column in columns
    ]
    return [Spec(column.name, datatype, [-1, 1]) for column, datatype in zip(columns, datatypes, strict=True)]


def _convert(estimator: Any, task: str, specs: list[Spec], types: list[Any]) -> Made:
    try:
        from skl2onnx import convert_sklearn
    except ImportError as error:
        raise CannotMake("skl2onnx, which would convert it to ONNX, is not installed") from error
    register_boosters()
    take_booleans()
    try:
        model = convert_sklearn(
            estimator,
            name="model",
            initial_types=types,
            options=_options(estimator),
            target_opset={"": 18, "ai.onnx.ml": 3},
        )
    except Exception as error:  # skl2onnx raises what its converters raise
        raise CannotMake(f"skl2onnx cannot convert it: {type(error).__name__}: {short(error)}") from error
    model.opset_import.sort(key=lambda each: each.domain)  # skl2onnx keeps them in a set
    try:
        return _finished(model, estimator, task, specs)
    except Refused as error:
        raise CannotMake(error.message) from error


def _options(estimator: Any) -> dict[Any, Any]:
    """Return what skl2onnx should do: no maps of probabilities; texts by a locale that minimal systems have, too."""
    from sklearn.base import is_classifier
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    texts = {kind: {"locale": "C.UTF-8"} for kind in (CountVectorizer, TfidfVectorizer)}
    return {**texts, id(estimator): {"zipmap": False}} if is_classifier(estimator) else texts


def _finished(model: Any, estimator: Any, task: str, specs: list[Spec]) -> Made:
    for value, spec in zip([each.name for each in model.graph.input], specs, strict=True):
        onnx_graph.rename(model, value, spec.name)
    wanted = _OUTPUTS.get(task) or ["label" if hasattr(estimator, "classes_") or _labels_first(model) else "value"]
    if task == "classification" and not hasattr(estimator, "predict_proba"):
        wanted = ["label"]
    names = [output.name for output in model.graph.output]
    if len(names) < len(wanted):
        raise CannotMake(f"skl2onnx gives it the outputs {names}")
    onnx_graph.keep_outputs(model, names[: len(wanted)])
    onnx_graph.any_rows(model, [spec.name for spec in specs])
    for old, new in zip(names, wanted, strict=False):
        onnx_graph.rename(model, old, new)
    shapes = {output.name: len(output.type.tensor_type.shape.dim) for output in model.graph.output}
    if task == "regression" and shapes["value"] == 1:
        onnx_graph.as_column(model, "value")
    data = model.SerializeToString()
    session = onnx_session.opened(data, "what skl2onnx made")
    return Made(lambda folder: _write(folder / "model.onnx", data), specs, session.run, session.outputs)


def _labels_first(model: Any) -> bool:
    return bool(model.graph.output[0].type.tensor_type.elem_type in {7, 8})


def _write(path: Any, data: bytes) -> None:
    path.write_bytes(data)
