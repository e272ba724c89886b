"""What is given: a model file, perhaps sample rows, and how far both are trusted."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Given:
    """A trained model and what is known about it.

    Attributes:
        model: a file, or the folder of an MLflow model or of a model.py.
        sample: rows that the model takes: CSV, Parquet or JSON lines.
        trust: code of the file may run (pickle, joblib, a Python file).
        python: the interpreter that opens the file; this one by default.
        name: of the model; the file's name, made safe, by default.
        enforce: the ranges of the sample are bounds, not just documentation.
        tolerance: how far off a probability of its ONNX form may be, where 1e-5 of it is less.
    """

    model: Path
    sample: Path | None = None
    trust: bool = False
    python: Path | None = None
    name: str = ""
    enforce: bool = False
    tolerance: float = 0.0
