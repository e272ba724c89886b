"""The categories of an XGBoost model: from 3.1 on they are saved with it."""

import json
from itertools import pairwise
from typing import Any

from .categories import Categories
from .refused import Refused

_DTYPES = {
    9: "int8",
    10: "uint8",
    11: "int16",
    12: "uint16",
    13: "int32",
    14: "uint32",
    15: "int64",
    16: "uint64",
}
"""Of numbers as categories: the type codes of the model's JSON."""


def read(booster: Any, what: str) -> tuple[Categories, dict[int, str]]:
    """Return the values of each column of categories, and of what type they were where they are numbers.

    Raises:
        Refused: the model does not hold them, or not rightly.
    """
    wanted = [index for index, kind in enumerate(booster.feature_types or []) if kind == "c"]
    if not wanted:
        return {}, {}
    saved = _saved(booster)
    categories, dtypes = {}, {}
    for index in wanted:
        part = saved[index] if index < len(saved) else {}
        if not part.get("values"):
            raise Refused(
                "unsupported",
                f"{what} has categorical features (enable_categorical), whose values it does not hold: it learned from "
                "codes, or was saved by an XGBoost before 3.1. Way out: train and save it by XGBoost 3.1 or later from "
                "a DataFrame with columns of categories, encode them in a scikit-learn pipeline, or give a Python file "
                "with load(path) and predict(model, batch)",
            )
        categories[index] = _texts(part, what) if "offsets" in part else list(part["values"])
        if "type" in part:
            dtypes[index] = _DTYPES.get(part["type"], "int64")
    return categories, dtypes


def _saved(booster: Any) -> list[dict[str, Any]]:
    """Return what the model's JSON has of categories: an entry for each column, an empty one for numbers."""
    trees = json.loads(bytes(booster.save_raw("json")))["learner"]["gradient_booster"]
    found: list[dict[str, Any]] = trees.get("gbtree", trees)["model"].get("cats", {}).get("enc", [])
    return found


def _texts(part: dict[str, Any], what: str) -> list[str]:
    """Return categories that are strings: their bytes, one after the other, cut at the offsets.

    XGBoost (3.1 to 3.2 at least) counts characters there and not bytes: what is not ASCII comes out cut off, and cannot
    be told from what is not.
    """
    data = bytes(value & 0xFF for value in part["values"])
    if not data.isascii():
        raise Refused(
            "unsupported",
            f"{what} has categories with letters beyond ASCII, which XGBoost does not save whole. Way out: name them "
            "in ASCII and train again, encode them in a scikit-learn pipeline, or give a Python file with load(path) "
            "and predict(model, batch)",
        )
    return [data[start:end].decode() for start, end in pairwise(part["offsets"])]
