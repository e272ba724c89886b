"""Keep a scikit-learn estimator as it is, in a skops file: a server loads it without unpickling."""

from copy import deepcopy
from typing import Any

import numpy as np

from .columns import Answers, Array, Column
from .refused import short
from .source import CannotMake, Made
from .tensors import NULL, Spec

INPUT = "features"
_SERVED = {
    "sklearn",
    "numpy",
    "scipy",
    "pandas",
    "xgboost",
    "lightgbm",
    "builtins",
    "collections",
    "functools",
    "operator",
}
"""The packages whose types a server may have; code of the owner's own it has not."""


def made(estimator: Any, task: str, columns: list[Column], form: str) -> Made:
    """Return *estimator* as a skops file, which takes a DataFrame (one input for each column) or a matrix.

    In a matrix, columns have no names: to make a DataFrame of a batch takes longer than many a model.

    Raises:
        CannotMake: skops cannot keep it, it has code of its own, or it takes texts and no table.
    """
    try:
        import skops.io
    except ImportError as error:
        raise CannotMake("skops, which would keep it as it is, is not installed") from error
    if form == "text":
        raise CannotMake("a skops model takes rows of columns, and this one takes texts")
    is_frame = form == "frame" or any(column.is_text for column in columns)
    estimator = estimator if is_frame else _nameless(deepcopy(estimator))
    try:
        data = skops.io.dumps(estimator)
        trusted = sorted(skops.io.get_untrusted_types(data=data))
    except Exception as error:
        raise CannotMake(f"skops cannot keep it: {type(error).__name__}: {short(error)}") from error
    own = [name for name in trusted if name.split(".")[0] not in _SERVED]
    if own:
        raise CannotMake(f"it has code of its own, which the server does not have: {', '.join(own)}")
    kept = skops.io.loads(data, trusted=trusted)
    specs = [_spec(column) for column in columns] if is_frame else [Spec(INPUT, "FP64", [-1, len(columns)])]

    def run(tensors: dict[str, Array]) -> Answers:
        from .estimator import answers

        x = _frame(tensors, specs) if is_frame else tensors[INPUT]
        return answers(kept, x, task)

    return Made(
        lambda folder: _write(folder / "model.skops", data),
        specs,
        run,
        frame=is_frame,
        trusted_types=trusted,
        method="transform" if task == "embedding" else "predict",
    )


def _nameless(part: Any) -> Any:
    """Let an estimator, and all that it is made of, forget the names of its columns: it warns where they lack."""
    if isinstance(part, list | tuple):
        for each in part:
            _nameless(each)
    elif hasattr(part, "get_params") and hasattr(part, "__dict__"):
        part.__dict__.pop("feature_names_in_", None)
        for each in vars(part).values():
            _nameless(each)
    return part


def _spec(column: Column) -> Spec:
    datatypes = {"string": "BYTES", "integer": "INT64", "boolean": "BOOL"}
    datatype = datatypes.get(column.type, "FP64")
    return Spec(column.name, "FP64" if column.nullable and datatype != "BYTES" else datatype, [-1, 1])


def _frame(tensors: dict[str, Array], specs: list[Spec]) -> Any:
    import pandas as pd

    columns = {}
    for spec in specs:
        values = tensors[spec.name].reshape(-1)
        if spec.datatype == "BYTES":
            texts = [None if value == NULL else value for value in values.tolist()]  # numpy takes "\0" for ""
            values = np.array(texts, dtype=object)
        columns[spec.name] = values
    return pd.DataFrame(columns)


def _write(path: Any, data: bytes) -> None:
    path.write_bytes(data)
