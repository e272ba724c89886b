"""MLflow folders whose signature has tensors instead of columns."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="the extra `models` is not installed")
pytestmark = [pytest.mark.models, pytest.mark.filterwarnings("ignore")]  # MLflow warns of much

import mlflow  # noqa: E402
import numpy as np  # noqa: E402
from adopt.served import Served, check, same  # noqa: E402
from mlflow.models import ModelSignature  # noqa: E402
from mlflow.types import Schema, TensorSpec  # noqa: E402
from onnx import TensorProto, helper  # noqa: E402
from sklearn.feature_extraction.text import CountVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402

from mlserve.adopt import Given, adopt  # noqa: E402
from mlserve.errors import ModelUnsupported  # noqa: E402

IMAGES = np.random.default_rng(0).random((4, 3, 6, 5)).astype(np.float32)


def signature(*tensors: tuple[str, str, tuple[int, ...]]) -> ModelSignature:
    """Return one with tensors of a name (or none), a dtype and a shape."""
    return ModelSignature(Schema([TensorSpec(np.dtype(dtype), shape, name or None) for name, dtype, shape in tensors]))


def numbers() -> tuple[LogisticRegression, Any]:
    """Return a classifier of whole numbers, which knows no names, and rows for it."""
    x = np.random.default_rng(0).integers(0, 9, (200, 3))
    return LogisticRegression().fit(x, x.sum(axis=1) > 12), x


def means() -> Any:
    """Return a model that takes images of any size, and weights by name, and gives a number a row."""
    images = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, "h", "w"])
    weights = helper.make_tensor_value_info("weight", TensorProto.FLOAT, ["n", 1])
    score = helper.make_tensor_value_info("score", TensorProto.FLOAT, ["n", 3])
    nodes = [
        helper.make_node("GlobalAveragePool", ["image"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("Mul", ["flat", "weight"], ["score"]),
    ]
    graph = helper.make_graph(nodes, "means", [images, weights], [score])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def test_a_tensor_of_a_matrix_gives_its_type_and_its_example(tmp_path: Path) -> None:
    estimator, x = numbers()
    matrix = signature(("", "int64", (-1, 3)))
    mlflow.sklearn.save_model(
        estimator, tmp_path / "model", signature=matrix, input_example=x[:9], serialization_format="skops"
    )

    adopted = adopt(Given(tmp_path / "model"), tmp_path / "into")

    served = Served(tmp_path / "into")
    check(served)
    rows = [dict(zip(("x0", "x1", "x2"), row, strict=True)) for row in x.tolist()]
    same(served.answer(rows)["label"], estimator.predict(x).astype(int))
    assert [feature["type"] for feature in adopted.contract["features"]] == ["integer"] * 3
    assert adopted.contract["features"][0]["usual"] == [x[:9, 0].min(), x[:9, 0].max()]


def test_a_tensor_of_texts_gives_the_name_of_the_one_feature_without_a_name(tmp_path: Path) -> None:
    texts = ["good and cheap", "bad and dear", "good", "bad"] * 5
    estimator = make_pipeline(CountVectorizer(), LogisticRegression()).fit(texts, [1, 0, 1, 0] * 5)
    mlflow.sklearn.save_model(
        estimator, tmp_path / "model", signature=signature(("", "str", (-1,))), serialization_format="skops"
    )

    adopted = adopt(Given(tmp_path / "model", trust=True), tmp_path / "into")

    same(Served(tmp_path / "into").answer([{"text": text} for text in texts])["label"], estimator.predict(texts))
    assert [(each["name"], each["type"]) for each in adopted.contract["features"]] == [("text", "string")]


def test_named_tensors_say_the_sizes_that_a_graph_leaves_open(tmp_path: Path) -> None:
    both = signature(("image", "float32", (-1, 3, 6, 5)), ("weight", "float32", (-1, 1)))
    example = {"image": IMAGES, "weight": np.ones((4, 1), np.float32)}
    mlflow.onnx.save_model(means(), tmp_path / "model", signature=both, input_example=example)

    adopted = adopt(Given(tmp_path / "model"), tmp_path / "into")

    served = Served(tmp_path / "into")
    check(served)
    answers = served.answer([{"image": IMAGES[0].tolist(), "weight": 2.0}])
    same(answers["score"], 2 * IMAGES[:1].mean(axis=(2, 3)))
    assert [spec["shape"] for spec in adopted.contract["inputs"]] == [[-1, 3, 6, 5], [-1, 1]]
    same(adopted.contract["features"][0]["example"], IMAGES[0])


@pytest.mark.parametrize(
    ("tensors", "why"),
    [
        ([("image", "float32", (-1, 3, 6, 5))], r"has the tensors \['image'\], and .* takes \['image', 'weight'\]"),
        (
            [("image", "float32", (-1, 4, 6, 5)), ("weight", "float32", (-1, 1))],
            r"'image' of shape \[-1, 4, 6, 5\], and the model in it takes 'image' of shape \[-1, 3, -1, -1\]",
        ),
        (
            [("image", "str", (-1, 3, 6, 5)), ("weight", "float32", (-1, 1))],
            "has str for 'image', and the model in it takes number values there",
        ),
    ],
    ids=["one is missing", "another size", "another type"],
)
def test_tensors_that_the_graph_does_not_take_are_refused(tensors: list[Any], why: str, tmp_path: Path) -> None:
    mlflow.onnx.save_model(means(), tmp_path / "model", signature=signature(*tensors))

    with pytest.raises(ModelUnsupported, match=f"{why}.*: save it again with the signature of what it takes"):
        adopt(Given(tmp_path / "model"), tmp_path / "into")


def test_a_matrix_of_another_width_is_refused(tmp_path: Path) -> None:
    wide = signature(("", "float64", (-1, 5)))
    mlflow.sklearn.save_model(numbers()[0], tmp_path / "model", signature=wide, serialization_format="skops")

    with pytest.raises(ModelUnsupported, match=r"a tensor of shape \[-1, 5\], and the model in it takes 3 columns"):
        adopt(Given(tmp_path / "model"), tmp_path / "into")
