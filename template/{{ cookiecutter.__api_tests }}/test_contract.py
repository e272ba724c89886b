"""The contract's file: where it is, and what is said of one that cannot be served."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from {{ cookiecutter.package_name }}.api import contract as module
from {{ cookiecutter.package_name }}.api.contract import (
    InvalidContract,
    load_contract,
)
from {{ cookiecutter.package_name }}.api.main import create_app
from {{ cookiecutter.package_name }}.api.settings import (
    APISettings,
)

from .fake import FakePredictor

CONTRACT = {
    "name": "doubling",
    "description": "How much is twice as much?",
    "task": "regression",
    "features": [
        {"name": "x", "type": "number", "minimum": 0, "maximum": 9, "example": 2.5},
    ],
    "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 1]}],
    "outputs": [{"name": "value", "datatype": "FP32", "shape": [-1, 1]}],
}


def changed(**members: Any) -> str:
    """Return the text of a contract, with other *members*."""
    return json.dumps({**CONTRACT, **members})


def test_a_setting_says_where_the_contract_is(own_folder: Path) -> None:
    file = own_folder / "other.json"
    file.write_text(changed(description="Another one."), encoding="utf-8")
    contract = load_contract(file)

    app = create_app(APISettings(contract=file), FakePredictor(contract))

    assert app.description == "Another one."


def test_without_the_setting_it_is_the_one_of_the_package(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("API_CONTRACT", raising=False)
    beside = Path(module.__file__).with_name("contract.json")
    assert beside == module.PATH
    monkeypatch.setattr(module, "PATH", own_folder / "contract.json")
    module.PATH.write_text(changed(), encoding="utf-8")

    assert load_contract(APISettings().contract).name == "doubling"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "No such file"),
        ("{", "Invalid JSON"),
        (changed(task="guessing"), "#/task: Input should be"),
        (changed(features=[]), "#/features: List should have at least 1 item"),
        (changed(author="me"), "#/author: Extra inputs are not permitted"),
    ],
)
def test_what_is_no_contract_is_refused_with_its_file_the_field_and_the_way_out(
    own_folder: Path, text: str | None, said: str
) -> None:
    file = own_folder / "contract.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")

    with pytest.raises(InvalidContract) as refused:
        create_app(APISettings(contract=file))

    message = str(refused.value)
    assert "\n" not in message
    assert str(file) in message
    assert said in message
    assert "`mlserve model sync`" in message


def test_a_server_without_a_contract_ends_with_one_line(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_CONTRACT", "none.json")
    package = module.__name__.rpartition(".")[0]

    ended = subprocess.run(
        [sys.executable, "-m", package], capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("error: the contract none.json: No such file")
