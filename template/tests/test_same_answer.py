"""The same input gets the same answer, whichever way it goes."""

from pathlib import Path
from typing import Any

import pytest

from .asking import KINDS, directly, over_v1, tensor
from .processes import Serving


@pytest.mark.parametrize("rows", KINDS)
def test_the_service_server_gives_the_answer_of_the_model_itself(
    server: Serving, models_dir: Path, contract: dict[str, Any], rows: str
) -> None:
    asked = tensor(models_dir, contract, rows)

    reference = directly(models_dir, asked)

    assert len(next(iter(reference.values()))) == asked["shape"][0]
    assert over_v1(server, contract, asked) == reference
