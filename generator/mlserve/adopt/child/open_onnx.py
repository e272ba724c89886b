"""An ONNX file: what it takes, and the form of it that is served."""

from pathlib import Path

import numpy as np

from . import onnx_graph
from .columns import Answers, Array, Column, Rows, numbered
from .onnx_checks import read
from .onnx_session import Session, opened
from .onnx_task import name_outputs, task_of
from .refused import Refused, short
from .source import Made, Source, Way
from .tensors import Spec, encode

MAX_COLUMNS = 10_000
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
    task, classes = task_of(model, classes)
    data = model.SerializeToString()
    session = opened(data, str(path))
    columns, named = _columns(session)
    if fixed:
        _check_rows(session, columns, fixed)
        notes.append(f"its number of rows was fixed ({', '.join(fixed)}); it answers any number, and that was tried")
    rename = {spec.name: spec.name for spec in session.outputs}
    task = name_outputs(model, session, task, rename)
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
