"""Contracts and examples as they are written: for people who review them, and so that a change is a line."""

import json
from typing import Any


def written(data: dict[str, Any]) -> str:
    """Return *data* as JSON: a line for each value, and one for each object in a list."""
    lines = [f"  {json.dumps(key, ensure_ascii=False)}: {_value(value)}" for key, value in data.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _value(value: Any) -> str:
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        return _line(value)
    return "[\n" + ",\n".join(f"    {_line(each)}" for each in value) + "\n  ]"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
