"""ONNX as others write it: an image net, tokens of any number, one input for each column, maps of probabilities."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .data import ASKED, customers, iris
from .writing import Brought

OPSET = 20


def _weights(name: str, *shape: int, seed: int) -> Any:
    values = np.random.default_rng(seed).normal(0, 0.4, shape).astype(np.float32)
    return numpy_helper.from_array(values, name)


def _model(nodes: list[Any], inputs: list[Any], outputs: list[Any], weights: list[Any]) -> Any:
    graph = helper.make_graph(nodes, "net", inputs, outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    onnx.checker.check_model(model)
    return model


def run(model: Any, inputs: dict[str, Any]) -> dict[str, Any]:
    """Return what ONNX Runtime, the library of such a model, answers."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs), strict=True))


def _saver(model: Any) -> Callable[[Path], None]:
    return lambda path: onnx.save(model, path)


def image() -> Brought:
    nodes = [
        helper.make_node("Conv", ["pixels", "kernel"], ["found"], kernel_shape=[3, 3]),
        helper.make_node("Relu", ["found"], ["lit"]),
        helper.make_node("GlobalAveragePool", ["lit"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("Gemm", ["flat", "dense"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["shares"]),
    ]
    pixels = helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["batch", 3, 12, 12])
    shares = helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["batch", 4])
    weights = [_weights("kernel", 6, 3, 3, 3, seed=1), _weights("dense", 6, 4, seed=2)]
    model = _model(nodes, [pixels], [shares], weights)
    images = np.random.default_rng(3).random((ASKED, 3, 12, 12)).astype(np.float32)
    rows = [{"pixels": each.tolist()} for each in images]
    return Brought("image.onnx", _saver(model), None, rows, run(model, {"pixels": images}))


def tokens() -> Brought:
    nodes = [
        helper.make_node("Gather", ["table", "ids"], ["words"]),
        helper.make_node("ReduceMean", ["words", "axis"], ["embedding"], keepdims=0),
    ]
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])
    embedding = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", 8])
    axis = numpy_helper.from_array(np.array([1], np.int64), "axis")
    model = _model(nodes, [ids], [embedding], [_weights("table", 100, 8, seed=4), axis])
    texts = np.random.default_rng(5).integers(0, 100, (ASKED, 6))
    rows = [{"ids": each.tolist()} for each in texts]
    sample = rows[:50]
    return Brought("tokens.onnx", _saver(model), sample, rows, run(model, {"ids": texts}), "sample.jsonl")


def maps() -> Brought:
    table = iris()
    estimator = LogisticRegression(max_iter=500).fit(table.x, table.y)
    model = to_onnx(estimator, table.x.to_numpy(np.float32)[:1])
    expected = {
        "label": estimator.predict(table.asked),
        "probabilities": estimator.predict_proba(table.asked),
    }
    return Brought("maps.onnx", _saver(model), table.sample, table.asked, expected)


def columns() -> Brought:
    table = customers()
    x, asked = (each[["age", "monthly fee", "plan"]] for each in (table.x, table.asked))
    x, asked = (each.astype({"age": np.float32, "monthly fee": np.float32}) for each in (x, asked))
    before = ColumnTransformer([("n", StandardScaler(), ["age", "monthly fee"]), ("w", OneHotEncoder(), ["plan"])])
    estimator = make_pipeline(before, LogisticRegression()).fit(x, table.y)
    model = to_onnx(estimator, x[:1], options={"zipmap": False})
    expected = run(model, {name.replace(" ", "_"): asked[[name]].to_numpy() for name in asked})
    return Brought("columns.onnx", _saver(model), x.head(200), asked, expected)


MODELS: dict[str, Callable[[], Brought]] = {"image": image, "tokens": tokens, "maps": maps, "columns": columns}
