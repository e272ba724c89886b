"""What a new model changes is told, and what breaks a client is told as that."""

import pytest

from contracts.promised import RAW, contract, with_feature
from mlserve.contracts.changes import as_table, changes
from mlserve.contracts.contract import Contract

MORE = [*RAW["features"], {"name": "new", "type": "number", "example": 1.0}]


def test_the_same_contract_changes_nothing() -> None:
    assert changes(contract(), contract()) == []


@pytest.mark.parametrize(
    ("new", "where"),
    [
        (contract(features=RAW["features"][1:]), "age"),
        (contract(features=MORE), "new"),
        (with_feature("age", type="string"), "age"),
        (with_feature("clicks", shape=[3, -1]), "clicks"),
        (with_feature("monthly fee", nullable=False), "monthly fee: null"),
        (with_feature("plan", enum=["basic"]), "plan: values"),
        (with_feature("age", maximum=100), "age: bounds"),
        (with_feature("age", minimum=1), "age: bounds"),
        (with_feature("monthly fee", minimum=1), "monthly fee: bounds"),
        (with_feature("monthly fee", enum=[1.0, 2.0]), "monthly fee: values"),
        (contract(classes=["no", "maybe"]), "classes"),
        (contract(outputs=RAW["outputs"][1:]), "answer label"),
        (contract(outputs=[{**RAW["outputs"][0], "datatype": "INT64"}, *RAW["outputs"][1:]]), "answer label"),
        (contract(task="regression"), "task"),
    ],
)
def test_what_clients_would_stumble_over_breaks_them(new: Contract, where: str) -> None:
    assert where in [each.where for each in changes(contract(), new) if each.breaks]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (contract(), with_feature("age", nullable=True), "age: null"),
        (contract(), with_feature("age", type="number"), "age"),
        (contract(), with_feature("age", maximum=150), "age: bounds"),
        (contract(), with_feature("age", maximum=None), "age: bounds"),
        (contract(), with_feature("plan", enum=[*RAW["features"][2]["enum"], "free"]), "plan: values"),
        (contract(), with_feature("plan", enum=[]), "plan: values"),
        (contract(), contract(classes=["yes", "no"]), "classes"),
        (contract(outputs=RAW["outputs"][:2]), contract(), "answer embedding"),
    ],
)
def test_what_lets_more_through_or_tells_more_is_told_and_breaks_nobody(
    old: Contract, new: Contract, where: str
) -> None:
    found = changes(old, new)

    assert where in [each.where for each in found]
    assert not any(each.breaks for each in found)


@pytest.mark.parametrize(
    "new", [with_feature("age", description="Other.", example=3), with_feature("age", usual=[1, 2])]
)
def test_what_is_only_said_of_a_feature_is_no_change(new: Contract) -> None:
    assert changes(contract(), new) == []


def test_the_table_names_what_was_what_is_and_what_it_means() -> None:
    table = as_table(changes(contract(), with_feature("plan", enum=["basic"]))).splitlines()

    assert table[0].split() == ["was", "now", "for", "clients"]
    assert table[1].split("  ")[0] == "plan: values"
    assert table[1].endswith('BREAKING: pro "plus" refused')
