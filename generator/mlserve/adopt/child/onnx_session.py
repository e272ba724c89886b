"""Run an ONNX model with ONNX Runtime."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .columns import Answers, Array
from .refused import Refused, short
from .tensors import NULL, Spec

TYPES = {
    "tensor(bool)": "BOOL",
    "tensor(uint8)": "UINT8",
    "tensor(uint16)": "UINT16",
    "tensor(uint32)": "UINT32",
    "tensor(uint64)": "UINT64",
    "tensor(int8)": "INT8",
    "tensor(int16)": "INT16",
    "tensor(int32)": "INT32",
    "tensor(int64)": "INT64",
    "tensor(float16)": "FP16",
    "tensor(float)": "FP32",
    "tensor(double)": "FP64",
    "tensor(string)": "BYTES",
}


@dataclass
class Session:
    """A model that ONNX Runtime has opened."""

    session: Any
    inputs: list[Spec]
    outputs: list[Spec]

    def run(self, tensors: dict[str, Array]) -> Answers:
        """Answer a batch: outputs by name, in their order; a null among strings is the empty one, as in a server."""
        names = [spec.name for spec in self.outputs]
        answers = self.session.run(names, {name: _without_nulls(x) for name, x in tensors.items()})
        return {name: _plain(answer) for name, answer in zip(names, answers, strict=True)}


def opened(model: bytes, what: str) -> Session:
    """Open *model*.

    Raises:
        Refused: ONNX Runtime does not take it, or the protocol has no word for the type of an input or output.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors share no base class
        raise Refused(
            "unsupported", f"ONNX Runtime {onnxruntime.__version__} does not take {what}: {short(error)}"
        ) from error
    return Session(
        session,
        [_spec(each, "input", what) for each in session.get_inputs()],
        [_spec(each, "output", what) for each in session.get_outputs()],
    )


def _spec(value: Any, side: str, what: str) -> Spec:
    if value.type not in TYPES:
        raise Refused(
            "unsupported",
            f"the {side} {value.name!r} of {what} is {value.type}, which cannot be served: tensors of "
            f"{', '.join(sorted(set(TYPES.values())))} can. Export the model with such a type",
        )
    shape = [size if isinstance(size, int) and size > 0 else -1 for size in value.shape]
    if not shape and side == "input":
        raise Refused(
            "unsupported", f"the input {value.name!r} of {what} has no dimension for the rows: export it with one"
        )
    return Spec(value.name, TYPES[value.type], [-1, *shape[1:]] if shape else [])


def _without_nulls(x: Array) -> Array:
    if x.dtype.kind != "O":
        return x
    texts = np.empty(x.size, object)
    texts[:] = ["" if each == NULL else each for each in x.reshape(-1).tolist()]
    return texts.reshape(x.shape)


def _plain(answer: Any) -> Array:
    array = np.asarray(answer)
    return array.astype(object) if array.dtype.kind in "US" else array
