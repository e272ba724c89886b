"""Write a model, its sample, the rows to ask for and what the model itself answers."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Save = Callable[[Path], None]


@dataclass(frozen=True)
class Brought:
    """A trained model.

    Attributes:
        file: what it is called.
        save: writes it to a path of that name.
        sample: rows that the user gives along; none: there is no sample.
        asked: rows to ask for: a table, or a list of them where they hold arrays.
        expected: the library's own answers, by output, rows first.
        sample_file: what the sample is called: its ending says how it is written.
    """

    file: str
    save: Save
    sample: pd.DataFrame | list[dict[str, Any]] | None
    asked: pd.DataFrame | list[dict[str, Any]]
    expected: dict[str, Any]
    sample_file: str = "sample.csv"
    flags: tuple[str, ...] = field(default=())


def write(folder: Path, make: Callable[[], Brought]) -> None:
    """Write all of it into *folder*."""
    folder.mkdir(parents=True)
    made = make()
    made.save(folder / made.file)
    if made.sample is not None:
        _write_sample(made.sample, folder / made.sample_file)
    asked = made.asked if isinstance(made.asked, list) else _records(made.asked)
    expected = {name: np.asarray(values).tolist() for name, values in made.expected.items()}
    (folder / "rows.json").write_text(json.dumps(asked), encoding="utf-8")
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    about = {"model": made.file, "sample": made.sample_file if made.sample is not None else None, "flags": made.flags}
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def _write_sample(sample: pd.DataFrame | list[dict[str, Any]], path: Path) -> None:
    if isinstance(sample, list):
        path.write_text("".join(f"{json.dumps(row)}\n" for row in sample), encoding="utf-8")
    elif path.suffix == ".parquet":
        sample.to_parquet(path)
    elif path.suffix == ".jsonl":
        sample.to_json(path, orient="records", lines=True)
    else:
        sample.to_csv(path, index=False)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of *table* as JSON has them: a missing value is null."""
    plain = table.astype(object).where(table.notna(), None)
    return [{name: _plain(value) for name, value in row.items()} for row in plain.to_dict("records")]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
