"""A server that answers something else than the model is not measured."""

import pytest

from peers.checking import compare
from peers.serving import Failed

OWN = [[0.25, 0.75], [0.5001, 0.4999]]


def test_the_difference_between_float32_and_float64_is_none() -> None:
    compare([[0.2500001, 0.7499999], [0.5001, 0.4999]], OWN)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([[0.25, 0.75]], "answered 1 rows in place of 2"),
        ([[0.25, 0.7501], [0.5001, 0.4999]], "the model"),
        ([[0.25, 0.75], [0.4999, 0.5001]], "the model"),
    ],
)
def test_another_answer_is_refused(given: list[list[float]], reason: str) -> None:
    with pytest.raises(Failed, match=reason):
        compare(given, OWN)


def test_another_label_is_refused_even_where_probabilities_are_nearly_equal() -> None:
    with pytest.raises(Failed, match="its label is not the model's"):
        compare([[0.500001, 0.499999]], [[0.499999, 0.500001]])
