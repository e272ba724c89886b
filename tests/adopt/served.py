"""Answer rows from what was written, by the rules of the contract alone, with none of the code that wrote it."""

import json
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np

DTYPES = {
    "BOOL": np.bool_,
    "INT64": np.int64,
    "INT32": np.int32,
    "FP32": np.float32,
    "FP64": np.float64,
    "BYTES": object,
}
NULL = "\u0000"


class Served:
    """The contract and the artifact in a folder."""

    def __init__(self, into: Path) -> None:
        self.contract = json.loads((into / "contract.json").read_text(encoding="utf-8"))
        self.example = json.loads((into / "example.json").read_text(encoding="utf-8"))
        (path,) = into.glob("models/*/*/manifest.json")
        self.manifest = json.loads(path.read_text(encoding="utf-8"))
        self.file = path.parent / self.manifest["file"]

    def tensors(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Fill the inputs with the features, in order."""
        left = list(self.contract["features"])
        tensors = {}
        for spec in self.contract["inputs"]:
            inner = spec["shape"][1:]
            if left[0].get("shape"):
                assert left[0]["shape"] == inner, spec
                count = 1
            else:
                assert len(inner) < 2, spec
                count = inner[0] if inner else 1
            parts, left = left[:count], left[count:]
            values = [[self._value(row[part["name"]], part, spec) for part in parts] for row in rows]
            array: Any = np.array(values, dtype=DTYPES[spec["datatype"]])
            tensors[spec["name"]] = array if not parts[0].get("shape") and inner else array[:, 0]
        assert not left, f"not used: {left}"
        return tensors

    def answer(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the outputs for *rows*, by name."""
        return self.run(self.tensors(rows))

    def run(self, tensors: dict[str, Any]) -> dict[str, Any]:
        """Ask the artifact."""
        names = [spec["name"] for spec in self.contract["outputs"]]
        if self.manifest["format"] == "onnx":
            import onnxruntime

            session = onnxruntime.InferenceSession(self.file, providers=["CPUExecutionProvider"])
            return dict(zip(names, session.run(names, tensors), strict=True))
        if self.manifest["format"] == "skops":
            return self._skops(tensors)
        if self.manifest["format"] == "python":
            space: dict[str, Any] = {}
            exec(compile(self.file.read_text(encoding="utf-8"), "model.py", "exec"), space)  # noqa: S102
            answer = space["predict"](space["load"](self.file.parent), tensors)
            return answer if isinstance(answer, dict) else {names[0]: answer}
        return self._booster(self._coded(tensors) if "categories" in self.manifest else tensors["features"])

    def _skops(self, tensors: dict[str, Any]) -> dict[str, Any]:
        import pandas as pd
        import skops.io

        estimator = skops.io.load(self.file, trusted=self.manifest["trusted_types"])
        if self.manifest["frame"]:
            plain = {name: [None if value == NULL else value for value in x[:, 0]] for name, x in tensors.items()}
            x: Any = pd.DataFrame(plain)
        else:
            x = tensors["features"]
        if self.contract["task"] == "embedding":
            return {"embedding": estimator.transform(x)}
        predicted = estimator.predict(x)
        if self.contract["task"] == "classification":
            answer = {"label": predicted}
            return answer | ({"probabilities": estimator.predict_proba(x)} if len(self.contract["outputs"]) > 1 else {})
        (name,) = [spec["name"] for spec in self.contract["outputs"]]
        return {name: predicted.reshape(len(predicted), -1) if name == "value" else predicted}

    def _coded(self, tensors: dict[str, Any]) -> Any:
        """Return the matrix of a booster that knows categories by their places."""
        parts = []
        for name in self.manifest["signature"]["features"]:
            known = self.manifest["categories"].get(name)
            values = tensors[name].reshape(-1)
            places = (
                [known.index(value) if value in known else np.nan for value in values.tolist()] if known else values
            )
            parts.append(np.asarray(places, np.float64))
        return np.column_stack(parts)

    def _booster(self, x: Any) -> dict[str, Any]:
        if self.manifest["format"] == "xgboost":
            import xgboost

            booster = xgboost.Booster(model_file=self.file)
            scores = booster.inplace_predict(x, validate_features=False)
        else:
            import lightgbm

            scores = lightgbm.Booster(model_file=self.file).predict(x)
        if not self.contract["classes"]:
            return {"value": scores.reshape(len(scores), -1)}
        scores = np.stack([1 - scores, scores], axis=1) if scores.ndim == 1 else scores
        labels = [self.contract["classes"][index] for index in scores.argmax(axis=1)]
        return {"label": np.array(labels), "probabilities": scores}

    def _value(self, value: Any, feature: dict[str, Any], spec: dict[str, Any]) -> Any:
        if value is None:
            assert feature["nullable"]
            assert spec["name"] in self.manifest["signature"]["nullable"]
            return NULL if spec["datatype"] == "BYTES" else np.nan
        return value


def records(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a DataFrame as JSON has them: a null is None."""
    rows = frame.to_dict("records")
    return [
        {name: None if isinstance(value, float) and isnan(value) else value for name, value in row.items()}
        for row in rows
    ]


def check(served: Served) -> None:
    """See that contract, manifest and example belong together, and that the golden samples are answered again."""
    contract, manifest = served.contract, served.manifest
    signature = manifest["signature"]
    assert [feature["name"] for feature in contract["features"]] == signature["features"]
    assert (contract["inputs"], contract["outputs"], contract["classes"]) == (
        signature["inputs"],
        signature["outputs"],
        signature["classes"],
    )
    assert contract["task"] == manifest["task"]
    golden = {each["name"]: _array(each) for each in manifest["golden"]["inputs"]}
    assert list(golden) == [spec["name"] for spec in contract["inputs"]]
    answers = served.run(golden)
    for each in manifest["golden"]["outputs"]:
        same(answers[each["name"]], _array(each))
    for feature in contract["features"]:
        example = feature["example"]
        assert not feature.get("enum") or example in feature["enum"]
        assert feature.get("shape") or isinstance(
            example, {"string": str, "boolean": bool}.get(feature["type"], int | float)
        )
    served.answer(served.example["rows"])


def same(given: Any, wanted: Any) -> None:
    """See that two answers are equal: labels exactly, numbers within 1e-5."""
    given, wanted = np.asarray(given), np.asarray(wanted)
    assert given.shape == wanted.shape
    if wanted.dtype.kind in "OUSib":
        assert (given == wanted).all()
    else:
        scale = np.abs(wanted).max() if wanted.size else 1.0
        np.testing.assert_allclose(given, wanted, rtol=1e-5, atol=1e-6 * scale)


def _array(sample: dict[str, Any]) -> Any:
    return np.array(sample["data"], dtype=DTYPES[sample["datatype"]]).reshape(sample["shape"])
