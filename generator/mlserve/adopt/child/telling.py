"""What people are told of how a model will be served, and of what is not known of it."""

from typing import Any

from .choosing import CLOSE, Chosen, Trial
from .columns import Column, height
from .source import Source


def told(source: Source, chosen: Chosen, trials: list[Trial], request: dict[str, Any]) -> list[str]:
    """Return in words which forms were not taken, which one is, and how well it answers."""
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


def missing(source: Source, columns: list[Column], *, seen: bool) -> list[dict[str, str]]:
    """Return what is not known of the model, and how to give it."""
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
