"""From a request to an answer: open → match with the sample → choose a form that agrees → describe."""

import platform
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from . import described, open_python, recorded
from .choosing import CLOSE, Chosen, Trial, choose, in_parts
from .columns import Answers, Column, Rows, height
from .drawing import draw
from .matching import match
from .opening import opened
from .probing import is_useful, probe
from .refused import Refused, short
from .sample import read
from .source import Source
from .tensors import encode, nullable

DRAWN = 500
_LIBRARIES = {
    "onnx": ["numpy", "onnx", "onnxruntime"],
    "skops": ["numpy", "scikit-learn", "skops"],
    "xgboost": ["numpy", "xgboost"],
    "lightgbm": ["numpy", "lightgbm"],
    "python": ["numpy"],
}


def work(request: dict[str, Any]) -> dict[str, Any]:
    """Read the model that *request* names; write its file where the request says, if it does.

    Raises:
        Refused: it cannot be served, or the sample does not fit.
        ImportError: a library is missing.
    """
    source = opened(request)
    recorded.take_columns(source, request["columns"])
    recorded.take_tensors(source, request["tensors"], request["model"])
    columns, rows, notes = _rows(source, request)
    expected = _expected(source, rows, request)
    if not source.task:
        source.task, source.classes = open_python.settle(expected, source.classes)
    trials = [Trial(rows, expected), *_probes(source, columns, rows, request)]
    chosen = choose(source, columns, trials, request["model"], request["tolerance"])
    report = [*notes, *_told(source, chosen, trials, request)]
    described_as = _described(source, chosen, columns, rows, request)
    if request["into"]:
        chosen.made.write(Path(request["into"]))
    described_as["facts"]["notes"] = [*source.notes, *report]
    needs = sorted({name.split(".")[0] for name in chosen.made.trusted_types} & {"lightgbm", "xgboost"})
    if needs:
        report.append(f"the server needs {', '.join(needs)} beside scikit-learn: add it to its dependencies")
    return {**described_as, "runtime": chosen.way.runtime, "needs": needs, "report": report}


def _rows(source: Source, request: dict[str, Any]) -> tuple[list[Column], Rows, list[str]]:
    """Return the columns and rows of the sample; without one, rows that are drawn."""
    if request["sample"]:
        path = Path(request["sample"])
        if request["example_of_tensors"]:
            table = recorded.example(path, source)
        else:
            table = read(path, {column.name for column in source.columns if column.is_text})
        if not source.columns:
            source.columns = [Column(name) for name in table.columns]
        columns, rows, notes = match(source, table, path)
        return columns, rows, [*table.notes, *notes]
    if source.needs_sample:
        raise Refused(
            "sample",
            f"{request['model']}: {source.needs_sample}: give rows with --sample ROWS (CSV, Parquet, JSON lines)",
        )
    for column in source.columns:
        column.type = column.type or "number"
    _check_names(source.columns)
    return source.columns, draw(source.columns, DRAWN), []


def _check_names(columns: list[Column]) -> None:
    names = [column.name for column in columns]
    doubled = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if doubled:
        raise Refused(
            "unsupported", f"the model has several features called {', '.join(map(repr, doubled[:10]))}: rename them"
        )


def _expected(source: Source, rows: Rows, request: dict[str, Any]) -> Answers:
    try:
        expected = in_parts(source.ask, rows)
    except (Refused, ImportError):
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {short(error)}"
        if request["sample"]:
            raise Refused("sample", f"the model does not answer the rows of {request['sample']}: {what}") from error
        raise Refused(
            "sample", f"the model does not answer rows that were drawn for it ({what}): give rows with --sample ROWS"
        ) from error
    for name, answer in expected.items():
        if answer.shape[:1] != (height(rows),):
            raise Refused(
                "unsupported",
                f"the output {name!r} has the shape {list(answer.shape)} for {height(rows)} rows: one entry a row is "
                "served",
            )
    return expected


def _described(
    source: Source, chosen: Chosen, columns: list[Column], rows: Rows, request: dict[str, Any]
) -> dict[str, Any]:
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
        "missing": _missing(source, columns, seen=seen),
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


def _told(source: Source, chosen: Chosen, trials: list[Trial], request: dict[str, Any]) -> list[str]:
    kind = "sample" if request["sample"] else "drawn"
    count = f"{height(trials[0].rows):,}"
    near = f" and on {height(trials[1].rows):,} rows near them" if len(trials) > 1 else ""
    lines = [f"not as {reason}" for reason in chosen.reasons]
    form = {"onnx": "ONNX", "python": "the Python file"}.get(chosen.way.format, chosen.way.format)
    if request["opens_as"] == "onnx" or chosen.way.format == "python":
        return [*lines, f"{form} is served; it answered all {count} {kind} rows"]
    if chosen.is_close and chosen.way.format != "onnx":
        lines.append(
            f"as ONNX it is faster, and no probability is more than {CLOSE:g} off: --tolerance {CLOSE:g} takes that"
        )
    original = next(iter(source.libraries), "the original")
    exact = "to the bit" if chosen.off == 0 else f"numbers are at most {chosen.off:.1g} off, relative"
    return [*lines, f"served as {form}: it answers as {original} does on all {count} {kind} rows{near} ({exact})"]


def _probes(source: Source, columns: list[Column], rows: Rows, request: dict[str, Any]) -> list[Trial]:
    """Return rows near those of the sample, if the original answers such; a file that is served as it is needs none."""
    if not request["sample"] or len(source.ways) == 1 or not is_useful(rows):
        return []
    probed = probe(columns, rows)
    try:
        return [Trial(probed, in_parts(source.ask, probed))]
    except Exception:  # noqa: BLE001  (rows that nobody has seen may be none)
        return []


def _missing(source: Source, columns: list[Column], *, seen: bool) -> list[dict[str, str]]:
    gaps = []
    if not source.named and not seen:
        gaps.append(
            {
                "what": "the names of the features: they are called x0, x1, …",
                "how": "--sample ROWS, with the model's columns in its order",
            }
        )
    if not seen:
        gaps.append(
            {
                "what": "ranges, nulls and a real example: the example and the golden samples are drawn",
                "how": "--sample ROWS",
            }
        )
    if source.task == "unknown":
        gaps.append(
            {
                "what": "the task: outputs keep the model's own names",
                "how": "edit `task` in contract.json, if you know it",
            }
        )
    if source.task == "classification" and not source.classes:
        gaps.append({"what": "the classes", "how": "edit `classes` in contract.json and manifest.json"})
    if any(column.is_text and not column.categories and not seen for column in columns):
        gaps.append({"what": "which values the text columns have", "how": "--sample ROWS"})
    return gaps


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
