"""What was found of a model: facts for people, a manifest for servers, an example for clients."""

import platform
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from . import described
from .choosing import Chosen
from .columns import Answers, Column, Rows, height
from .drawing import draw
from .refused import Refused
from .source import Source
from .telling import missing
from .tensors import encode, nullable

_LIBRARIES = {
    "onnx": ["numpy", "onnx", "onnxruntime"],
    "skops": ["numpy", "scikit-learn", "skops"],
    "xgboost": ["numpy", "xgboost"],
    "lightgbm": ["numpy", "lightgbm"],
    "python": ["numpy"],
}


def findings(
    source: Source, chosen: Chosen, columns: list[Column], rows: Rows, request: dict[str, Any]
) -> dict[str, Any]:
    """Return facts, manifest and example of a model that is served in the form that was *chosen*.

    Raises:
        Refused: it answers rows without nulls with NaN or infinity.
    """
    made, seen = chosen.made, bool(request["sample"])
    columns = _with_lengths(columns, made.inputs)
    golden = described.golden_rows(rows) or draw(columns, described.GOLDEN_ROWS)
    tensors = encode(golden, made.inputs, columns)
    answers = made.run(tensors)
    if not described.is_finite(answers):
        raise Refused(
            "unsupported", "the model answers rows without nulls with NaN or infinity: nothing can be promised of it"
        )
    outputs = described.outputs(answers, made.outputs)
    classes = source.classes
    task = _checked_task(source.task, classes, answers)
    if task == "unknown":
        classes = []
    ranges, histograms = described.spread(columns, rows, made.inputs) if seen else ({}, {})
    signature = {
        "inputs": [spec.as_data() for spec in made.inputs],
        "outputs": [spec.as_data() for spec in outputs],
    }
    features = described.features(columns, golden, seen=seen)
    facts = {
        "format": request["format"],
        "task": task,
        "binary": len(classes) == 2 if task == "classification" else None,  # noqa: PLR2004
        **signature,
        "features": features,
        "classes": classes,
        "libraries": {**request["libraries"], **source.libraries},
        "runs_as": chosen.way.format,
        "missing": missing(source, columns, seen=seen),
    }
    manifest = {
        "task": task,
        "format": chosen.way.format,
        "file": chosen.way.file,
        "signature": {
            **signature,
            "features": [column.name for column in columns],
            "classes": classes,
            "nullable": nullable(made.inputs, columns),
        },
        "frame": made.frame,
        "files": made.files,
        "method": made.method,
        "ranges": ranges,
        "histograms": histograms,
        "rows": {"sample": height(rows)} if seen else {},
        "libraries": _libraries(chosen, source),
        "trusted_types": made.trusted_types,
        **({"categories": made.categories} if made.categories else {}),  # servers of 0.4.0 do not know of it
        "golden": {"inputs": described.golden(tensors), "outputs": described.golden(answers)},
    }
    example = {feature["name"]: feature["example"] for feature in features}
    return {"facts": facts, "manifest": manifest, "example": example}


def _with_lengths(columns: list[Column], inputs: list[Any]) -> list[Column]:
    """Return the columns with arrays as the model's inputs have them: -1 where any length will do."""
    shapes = {spec.name: spec.shape[1:] for spec in inputs}
    return [
        replace(column, shape=shapes.get(column.name, column.shape)) if column.shape else column for column in columns
    ]


def _checked_task(task: str, classes: list[Any], answers: Answers) -> str:
    """Return *task*; ``unknown`` where the probabilities are not of the classes."""
    if (
        task == "classification"
        and "probabilities" in answers
        and answers["probabilities"].shape[1:] != (len(classes),)
    ):
        return "unknown"
    return task


def _libraries(chosen: Chosen, source: Source) -> dict[str, str]:
    names = list(_LIBRARIES[chosen.way.format])
    if chosen.made.frame:
        names.append("pandas")
    if "scikit-learn" in source.libraries and chosen.way.format == "onnx":
        names += ["scikit-learn", "skl2onnx"]
    found = {"python": platform.python_version()}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
