"""The same input gets the same answer, whichever way it goes."""

from pathlib import Path
from typing import Any

import pytest

from .asking import KINDS, directly, like, over_v1
from .processes import Serving
from .tensors import to_tensors


@pytest.mark.parametrize("kind", KINDS)
def test_the_service_server_gives_the_answer_of_the_model_itself(
    server: Serving, models_dir: Path, contract: dict[str, Any], kind: str
) -> None:
    rows = KINDS[kind](models_dir, contract)

    reference = directly(models_dir, to_tensors(contract, rows))

    assert reference
    assert over_v1(server, contract, rows) == like(reference)
