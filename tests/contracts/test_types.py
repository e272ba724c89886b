"""The types for clients take what the server takes, and refuse what it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.promised import RAW, REQUEST, RESPONSE, contract
from mlserve.contracts.json_schema import as_json_schema
from mlserve.contracts.python import as_python
from mlserve.contracts.typescript import as_typescript

OVERFLOWN = repr(RESPONSE).replace("0.25", "None").replace("0.5", "None")
GOOD = f"""
from client import PredictRequest, PredictResponse
asked: PredictRequest = {REQUEST!r}
told: PredictResponse = {RESPONSE!r}
infinite: PredictResponse = {OVERFLOWN}
"""


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("'age': 41", "'age': '41'"),
        ("'plan': 'basic'", "'plan': 'gold'"),
        ("'active': True", "'active': None"),
        ("'active': True, ", ""),
        ("'clicks': [[1.0", "'clicks': [['one'"),
        ("'label': 'yes'", "'label': 'perhaps'"),
    ],
)
def test_mypy_takes_good_bodies_and_finds_wrong_ones(tmp_path: Path, written: str, wrong: str) -> None:
    (tmp_path / "client.py").write_text(as_python(contract()), encoding="utf-8")
    (tmp_path / "good.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.py").write_text(GOOD.replace(written, wrong, 1), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "good.py", "bad.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.count("error:") == 1, done.stdout
    assert done.stdout.startswith("bad.py:")


def test_the_python_types_are_formatted_and_name_the_model(tmp_path: Path) -> None:
    (tmp_path / "client.py").write_text(as_python(contract()), encoding="utf-8")

    assert "churn" in as_python(contract())
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "client.py"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_typescript_has_every_field_under_its_name() -> None:
    written = as_typescript(contract())

    assert '  "age": number;' in written
    assert "  /** In years. 0 to 130. */" in written
    assert '  "monthly fee": number | null;' in written
    assert '  "plan": "basic" | "pro \\"plus\\"";' in written
    assert '  "clicks": number[][];' in written
    assert '  "probabilities": { "no": number | null; "yes": number | null };' in written
    assert '  "embedding": (number | null)[];' in written
    assert '  "label": "no" | "yes";' in written


def test_the_json_schema_describes_request_and_answer() -> None:
    schema = json.loads(as_json_schema(contract()))

    row = schema["$defs"]["Row"]
    assert row["required"] == ["age", "monthly fee", "plan", "active", "clicks"]
    assert row["properties"]["age"] == {
        "type": "integer",
        "minimum": 0,
        "maximum": 130,
        "description": "In years.",
        "examples": [41],
    }
    assert row["properties"]["monthly fee"]["anyOf"] == [{"type": "number"}, {"type": "null"}]
    assert row["properties"]["clicks"]["items"] == {"type": "array", "items": {"type": "number"}}
    prediction = schema["$defs"]["Prediction"]["properties"]
    assert prediction["label"] == {"type": "string", "enum": ["no", "yes"]}
    assert prediction["embedding"]["items"] == {"type": ["number", "null"]}
    assert prediction["probabilities"]["properties"]["no"] == {"type": ["number", "null"]}


def test_numbers_of_an_answer_are_never_null_where_those_of_a_row_have_bounds() -> None:
    bounded = [dict(each) for each in RAW["features"]]
    for feature in bounded:
        if feature["type"] == "number":
            feature |= {"minimum": 0, "maximum": 1}

    written = contract(features=bounded)

    assert 'embedding": list[float],' in as_python(written)
    assert '  "embedding": number[];' in as_typescript(written)
    prediction = json.loads(as_json_schema(written))["$defs"]["Prediction"]["properties"]
    assert prediction["embedding"]["items"] == {"type": "number"}
