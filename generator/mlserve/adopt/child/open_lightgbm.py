"""A LightGBM model: a text file, or the booster of an unpickled estimator."""

import re
from pathlib import Path
from typing import Any

from . import boosters, lightgbm_categories
from .boosters import Booster
from .columns import Array, Column
from .refused import Refused, short
from .source import Source

_RANGE = re.compile(r"\[(\S+):(\S+)\]")


def source(path: Path) -> Source:
    """Open the booster at *path*."""
    import lightgbm

    try:
        text = path.read_text(encoding="utf-8")
        _check_end(path, text)
        booster = lightgbm.Booster(model_str=text)
    except (lightgbm.basic.LightGBMError, UnicodeDecodeError, ValueError) as error:
        raise Refused(
            "damaged", f"{path} is not what LightGBM {lightgbm.__version__} reads: {short(error)}. Save it again"
        ) from error
    return of_booster(booster, str(path))


def of_booster(booster: Any, what: str, classes: list[Any] | None = None) -> Source:
    """Say what *booster* takes and answers; a text file knows no classes, an estimator does.

    Raises:
        Refused: it has categories of a pandas DataFrame that no column could have.
    """
    import lightgbm

    head = booster.model_to_string(num_iteration=1)
    objective = _line(head, "objective").split(" ")[0] or "none"
    task, numbers = _task(objective, int(_line(head, "num_class") or 1))
    spans = _line(head, "feature_infos").split(" ")
    columns, named = _columns(booster.feature_name(), spans)

    def scores(x: Any) -> Array:
        found: Array = booster.predict(x, num_threads=2)
        return found

    def convert(**given: Any) -> Any:
        from onnxmltools import convert_lightgbm

        return convert_lightgbm(booster, zipmap=False, **given)

    found = Booster(
        library="lightgbm",
        version=f"{lightgbm.__version__} (file format {_line(head, 'version')})",
        file="model.txt",
        datatype="FP64",
        task=task,
        columns=columns,
        named=named,
        classes=classes or numbers,
        scores=scores,
        scores_of_frame=scores,
        save=lambda folder: booster.save_model(folder / "model.txt"),
        convert=convert,
    )
    source = boosters.source(found, _notes(objective, known_by_number=bool(numbers and not classes)))
    if lists := [each for each in booster.pandas_categorical or [] if each]:
        lightgbm_categories.find(found, source, lists, spans, what)
    return source


def _notes(objective: str, *, known_by_number: bool) -> list[str]:
    notes = [f"its objective is {objective}"]
    if known_by_number:
        notes.append("the file knows its classes by their numbers only: edit `classes`, or give the estimator")
    return notes


def _columns(names: list[str], spans: list[str]) -> tuple[list[Column], bool]:
    """Return the columns, and whether the names are the model's own."""
    columns = [Column(name, type="number") for name in names]
    for column, text in zip(columns, spans, strict=False):
        if found := _RANGE.fullmatch(text):
            column.low, column.high = float(found[1]), float(found[2])
    named = not all(re.fullmatch(r"Column_\d+", name) for name in names)
    if not named:
        for index, column in enumerate(columns):
            column.name = f"x{index}"
    return columns, named


def _check_end(path: Path, text: str) -> None:
    if "end of trees" not in text:
        raise Refused("damaged", f"{path} is truncated: LightGBM's text ends with 'end of trees'. Copy it again")


def _line(text: str, key: str) -> str:
    found = re.search(rf"^{key}=(.*)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _task(objective: str, classes: int) -> tuple[str, list[int]]:
    if objective == "binary":
        return "classification", [0, 1]
    if objective in {"multiclass", "multiclassova"}:
        return "classification", list(range(classes))
    return ("multi-output" if classes > 1 else "regression"), []
