"""An ONNX file is served as it is, with the contract's names where it classifies."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="the extra `models` is not installed")
pytestmark = pytest.mark.models

import numpy as np  # noqa: E402
import onnx  # noqa: E402
from adopt.estimators import MODELS, people  # noqa: E402
from adopt.served import Served, check, same  # noqa: E402
from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from mlserve.adopt import Given, adopt  # noqa: E402
from mlserve.errors import FileRefused, ModelUnsupported  # noqa: E402

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


def saved(
    path: Path, nodes: list[Any], inputs: Any, outputs: Any, constants: dict[str, Any] | None = None, **opsets: int
) -> Path:
    """Write a graph; *inputs* and *outputs* are (name, type, shape)."""
    graph = helper.make_graph(
        nodes,
        "made",
        [helper.make_tensor_value_info(*each) for each in inputs],
        [helper.make_tensor_value_info(*each) for each in outputs],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in (constants or {}).items()],
    )
    sets = [helper.make_opsetid(name.replace("ai", ""), version) for name, version in (opsets or {"ai": 18}).items()]
    onnx.save(helper.make_model(graph, opset_imports=sets, ir_version=9), path)
    return path


def linear(path: Path, rows: Any = "rows", width: int = 3) -> Path:
    """Write a model of one matrix: the sum of its columns."""
    nodes = [helper.make_node("MatMul", ["x", "w"], ["y"])]
    return saved(
        path, nodes, [("x", FLOAT, [rows, width])], [("y", FLOAT, [rows, 1])], {"w": np.ones((width, 1), np.float32)}
    )


def test_one_matrix_has_a_feature_for_each_column(tmp_path: Path) -> None:
    adopted = adopt(Given(linear(tmp_path / "Lineär model.onnx")), tmp_path / "into")

    served = Served(tmp_path / "into")
    check(served)
    assert [feature["name"] for feature in adopted.contract["features"]] == ["x0", "x1", "x2"]
    assert (adopted.contract["name"], adopted.contract["task"]) == ("linear-model", "unknown")
    same(served.answer([{"x0": 1.0, "x1": 2.0, "x2": 4.0}])["y"], [[7.0]])


def test_the_names_of_a_matrix_are_those_of_a_sample_of_as_many_columns(tmp_path: Path) -> None:
    people()[["age", "income", "debt ratio"]].to_csv(tmp_path / "rows.csv", sep=";", index=False)

    adopted = adopt(
        Given(linear(tmp_path / "m.onnx"), sample=tmp_path / "rows.csv", enforce=True), tmp_path / "into", version="7"
    )

    assert [feature["name"] for feature in adopted.contract["features"]] == ["age", "income", "debt ratio"]
    assert adopted.contract["features"][0]["maximum"] == 89.0
    assert (tmp_path / "into" / "models" / "m" / "7" / "manifest.json").is_file()


def test_a_model_for_one_row_only_is_served_for_any_number_if_it_answers_them(tmp_path: Path) -> None:
    adopt(Given(linear(tmp_path / "m.onnx", rows=1)), tmp_path / "into")

    same(Served(tmp_path / "into").answer([{"x0": 1.0, "x1": 2.0, "x2": 4.0}] * 3)["y"], [[7.0]] * 3)


def test_a_model_that_mixes_its_rows_is_refused(tmp_path: Path) -> None:
    nodes = [helper.make_node("Softmax", ["x"], ["y"], axis=0)]
    saved(tmp_path / "m.onnx", nodes, [("x", FLOAT, [1, 3])], [("y", FLOAT, [1, 3])])

    with pytest.raises(ModelUnsupported, match="dynamic first axis"):
        adopt(Given(tmp_path / "m.onnx"), tmp_path / "into")


def test_an_image_net_takes_its_image_as_nested_lists(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    nodes = [
        helper.make_node("Conv", ["image", "k"], ["c"], kernel_shape=[3, 3]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("GlobalAveragePool", ["r"], ["p"]),
        helper.make_node("Flatten", ["p"], ["scores"]),
    ]
    kernels = {"k": random.normal(size=(4, 3, 3, 3)).astype(np.float32)}
    saved(tmp_path / "net.onnx", nodes, [("image", FLOAT, ["n", 3, "h", "w"])], [("scores", FLOAT, ["n", 4])], kernels)

    adopted = adopt(Given(tmp_path / "net.onnx"), tmp_path / "into")

    check(Served(tmp_path / "into"))
    (feature,) = adopted.contract["features"]
    assert (feature["name"], feature["shape"]) == ("image", [3, -1, -1])
    assert adopted.contract["outputs"] == [{"name": "scores", "datatype": "FP32", "shape": [-1, 4]}]


def test_token_ids_are_lists_of_any_length(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Mul", ["input_ids", "attention_mask"], ["m"]),
        helper.make_node("ReduceSum", ["m", "axis"], ["total"], keepdims=0),
    ]
    inputs = [("input_ids", INT64, ["batch", "sequence"]), ("attention_mask", INT64, ["batch", "sequence"])]
    outputs = [("total", INT64, ["batch"]), ("m", INT64, ["batch", "sequence"])]
    saved(tmp_path / "tokens.onnx", nodes, inputs, outputs, {"axis": np.array([1])})

    adopted = adopt(Given(tmp_path / "tokens.onnx"), tmp_path / "into")

    served = Served(tmp_path / "into")
    check(served)
    assert [(feature["name"], feature["shape"]) for feature in adopted.contract["features"]] == [
        ("input_ids", [-1]),
        ("attention_mask", [-1]),
    ]
    same(served.answer([{"input_ids": [5, 6], "attention_mask": [1, 0]}])["total"], [5])
    assert adopted.contract["outputs"][1]["shape"] == [-1, -1]


def test_one_input_a_column_and_a_zipmap_become_named_features_and_probabilities(tmp_path: Path) -> None:
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType

    estimator, x, frame = MODELS["mixed"]()
    types = [(name, FloatTensorType([None, 1])) for name in ("age", "income", "debt ratio")]
    model = convert_sklearn(estimator, initial_types=[*types, ("city", StringTensorType([None, 1]))])  # with ZipMap
    assert any(node.op_type == "ZipMap" for node in model.graph.node)
    onnx.save(model, tmp_path / "model.onnx")
    frame.to_json(tmp_path / "rows.jsonl", orient="records", lines=True)

    adopted = adopt(Given(tmp_path / "model.onnx", sample=tmp_path / "rows.jsonl"), tmp_path / "into")

    served = Served(tmp_path / "into")
    check(served)
    assert (adopted.contract["task"], adopted.contract["classes"]) == ("classification", ["grant", "refuse"])
    answers = served.answer(frame.to_dict("records"))
    same(answers["label"], estimator.predict(x))
    same(answers["probabilities"], estimator.predict_proba(x))


@pytest.mark.parametrize("location", ["../secret", "/etc/hostname", "sub/../../secret"])
def test_external_data_that_leave_the_folder_are_refused(location: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(bytes(12))
    model = onnx.load(linear(folder / "m.onnx"))
    (weights,) = model.graph.initializer
    weights.ClearField("raw_data")
    weights.data_location = TensorProto.EXTERNAL
    weights.external_data.add(key="location", value=location)
    (folder / "m.onnx").write_bytes(model.SerializeToString())

    with pytest.raises(FileRefused, match="not in its folder"):
        adopt(Given(folder / "m.onnx"), tmp_path / "into")

    assert not (tmp_path / "into").exists()


def test_external_data_in_the_folder_are_taken_in(tmp_path: Path) -> None:
    model = onnx.load(linear(tmp_path / "m.onnx"))
    onnx.save(model, tmp_path / "big.onnx", save_as_external_data=True, location="big.data", size_threshold=0)

    adopt(Given(tmp_path / "big.onnx"), tmp_path / "into")

    assert (tmp_path / "big.data").stat().st_size
    same(Served(tmp_path / "into").answer([{"x0": 1.0, "x1": 2.0, "x2": 4.0}])["y"], [[7.0]])


def test_an_operator_of_an_unknown_domain_is_named(tmp_path: Path) -> None:
    nodes = [helper.make_node("Magic", ["x"], ["y"], domain="com.example")]
    saved(tmp_path / "m.onnx", nodes, [("x", FLOAT, ["n", 3])], [("y", FLOAT, ["n", 3])])

    with pytest.raises(ModelUnsupported, match=r"com\.example::Magic"):
        adopt(Given(tmp_path / "m.onnx"), tmp_path / "into")


def test_an_opset_of_the_future_is_named(tmp_path: Path) -> None:
    nodes = [helper.make_node("Relu", ["x"], ["y"])]
    saved(tmp_path / "m.onnx", nodes, [("x", FLOAT, ["n", 3])], [("y", FLOAT, ["n", 3])], ai=99)

    with pytest.raises(ModelUnsupported, match=r"opset 99 of ai\.onnx; the newest that can be run here is"):
        adopt(Given(tmp_path / "m.onnx"), tmp_path / "into")


def test_a_type_that_no_tensor_of_the_protocol_has_is_named(tmp_path: Path) -> None:
    nodes = [helper.make_node("Identity", ["x"], ["y"])]
    kind = TensorProto.COMPLEX64
    saved(tmp_path / "m.onnx", nodes, [("x", kind, ["n", 3])], [("y", kind, ["n", 3])])

    with pytest.raises(ModelUnsupported, match="complex64"):
        adopt(Given(tmp_path / "m.onnx"), tmp_path / "into")
