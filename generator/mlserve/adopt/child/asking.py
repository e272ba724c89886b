"""The rows that a model is asked, and what it answers: those of the sample and rows near them, or drawn ones."""

from pathlib import Path
from typing import Any

from . import recorded
from .choosing import Trial, in_parts
from .columns import Answers, Column, Rows, height
from .drawing import draw
from .matching import match
from .probing import is_useful, probe
from .refused import Refused, short
from .sample import read
from .source import Source

DRAWN = 500


def rows_of(source: Source, request: dict[str, Any]) -> tuple[list[Column], Rows, list[str]]:
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


def expected_of(source: Source, rows: Rows, request: dict[str, Any]) -> Answers:
    """Return what the original answers to *rows*.

    Raises:
        Refused: nothing, or not one entry a row.
    """
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


def probes_of(source: Source, columns: list[Column], rows: Rows, request: dict[str, Any]) -> list[Trial]:
    """Return rows near those of the sample, if the original answers such; a file that is served as it is needs none."""
    if not request["sample"] or len(source.ways) == 1 or not is_useful(rows):
        return []
    probed = probe(columns, rows)
    try:
        return [Trial(probed, in_parts(source.ask, probed))]
    except Exception:  # noqa: BLE001  (rows that nobody has seen may be none)
        return []
