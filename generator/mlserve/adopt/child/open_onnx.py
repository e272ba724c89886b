"""An ONNX file: what it takes, whether it classifies, and the form of it that is served."""

from pathlib import Path
from typing import Any

import numpy as np

from . import onnx_graph
from .columns import Answers, Array, Column, Rows, numbered
from .onnx_checks import graphs, read
from .onnx_session import Session, opened
from .refused import Refused, short
from .source import Made, Source, Way
from .tensors import Spec, encode

MAX_COLUMNS = 10_000
_CLASSIFIERS = {"TreeEnsembleClassifier", "LinearClassifier", "SVMClassifier", "ZipMap"}
_REGRESSORS = {"TreeEnsembleRegressor", "LinearRegressor", "SVMRegressor"}
_TOKENS = {"input_ids", "attention_mask", "token_type_ids", "position_ids"}


def source(path: Path) -> Source:
    """Open the ONNX model at *path*."""
    import onnx
    import onnxruntime

    model = read(path)
    producer = model.producer_name or "unknown"
    notes = []
    if any(node.op_type == "ZipMap" for node in model.graph.node):
        notes.append("its ZipMap was taken out: probabilities are a tensor, as the server gives them")
    classes = onnx_graph.drop_zipmap(model)
    initial = {tensor.name for tensor in model.graph.initializer}
    inputs = [value.name for value in model.graph.input if value.name not in initial]
    fixed = onnx_graph.any_rows(model, inputs)
    task, classes = _task(model, classes)
    data = model.SerializeToString()
    session = opened(data, str(path))
    columns, named = _columns(session)
    if fixed:
        _check_rows(session, columns, fixed)
        notes.append(f"its number of rows was fixed ({', '.join(fixed)}); it answers any number, and that was tried")
    rename = {spec.name: spec.name for spec in session.outputs}
    task = _name_outputs(model, session, task, rename)
    data = model.SerializeToString()
    served = opened(data, str(path))

    def ask(rows: Rows) -> Answers:
        answers = session.run(encode(rows, session.inputs, columns_of(rows)))
        return {rename[name]: _shaped(answer, rename[name]) for name, answer in answers.items()}

    def columns_of(rows: Rows) -> list[Column]:
        return [Column(name, shape=column.shape) for name, column in zip(rows, columns, strict=True)]

    def made(ours: list[Column], _rows: Rows) -> Made:
        inputs = _narrowed(served.inputs, ours)
        return Made(lambda folder: _write(folder, data), inputs, served.run, outputs=served.outputs)

    return Source(
        task=task,
        columns=columns,
        named=named,
        classes=classes,
        libraries={
            producer: model.producer_version or "?",
            "onnx": onnx.__version__,
            "onnxruntime": onnxruntime.__version__,
        },
        ask=ask,
        ways=[Way("onnx", "onnx", "model.onnx", made)],
        notes=notes,
    )


def _narrowed(inputs: list[Spec], columns: list[Column]) -> list[Spec]:
    """Return *inputs* with the sizes that are known of arrays where the model leaves them open."""
    if len(inputs) != len(columns):
        return inputs
    pairs = zip(inputs, columns, strict=True)
    return [Spec(spec.name, spec.datatype, [-1, *column.shape]) if column.shape else spec for spec, column in pairs]


def _write(folder: Path, data: bytes) -> None:
    (folder / "model.onnx").write_bytes(data)


def _shaped(answer: Array, name: str) -> Array:
    return answer.reshape(-1, 1) if name == "value" and answer.ndim == 1 else answer


def _columns(session: Session) -> tuple[list[Column], bool]:
    """Say what one row is, and whether the names are the model's own."""
    if len(session.inputs) == 1:
        (spec,) = session.inputs
        inner = spec.shape[1:]
        is_matrix = len(inner) == 1 and inner[0] > 1 and spec.datatype.startswith("FP")
        if is_matrix and inner[0] <= MAX_COLUMNS:
            return numbered(inner[0]), False
    return [_column(spec) for spec in session.inputs], True


def _column(spec: Spec) -> Column:
    kinds = {"B": "string", "O": "boolean"}
    kind = "boolean" if spec.datatype == "BOOL" else kinds.get(spec.datatype[0], "")
    if not kind:
        kind = "number" if spec.datatype.startswith("FP") else "integer"
    inner = spec.shape[1:]
    is_single = inner in ([], [1]) and spec.name not in _TOKENS
    return Column(spec.name, type=kind, shape=[] if is_single else inner)


def _task(model: Any, classes: list[Any]) -> tuple[str, list[Any]]:
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


def _name_outputs(model: Any, session: Session, task: str, rename: dict[str, str]) -> str:
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


def _check_rows(session: Session, columns: list[Column], fixed: list[str]) -> None:
    """See whether a model that was exported for a fixed number of rows answers others, each row for itself.

    Raises:
        Refused: it does not.
    """
    from .drawing import draw

    advice = (
        f"the model takes a fixed number of rows ({', '.join(fixed)}): export it again with a dynamic first axis "
        "(torch.onnx.export(…, dynamic_shapes=…), or dynamic_axes)"
    )
    rows = draw(columns, 3)
    try:
        together = session.run(encode(rows, session.inputs, columns))
        alone = [
            session.run(encode({name: x[row : row + 1] for name, x in rows.items()}, session.inputs, columns))
            for row in range(3)
        ]
    except Exception as error:
        raise Refused("unsupported", f"{advice}: {short(error)}") from error
    for name, answer in together.items():
        parts = [each[name] for each in alone]
        if answer.shape[:1] != (3,) or not np.allclose(answer, np.concatenate(parts), rtol=1e-3, atol=1e-5):
            raise Refused("unsupported", advice)
