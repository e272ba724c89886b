"""What else the machine did is told from what was measured."""

from peers.machine import Moment, describe, foreign_cpus


def test_what_neither_server_nor_load_used_was_used_by_others() -> None:
    before, after = Moment(clock=10, busy=100, own=5), Moment(clock=14, busy=107, own=7)

    assert foreign_cpus(before, after, servers=3) == 0.5
    assert foreign_cpus(before, after, servers=6) == 0


def test_a_machine_is_described_without_its_name() -> None:
    assert set(describe()) == {"cpu", "cpus", "memory_gib", "system", "python"}
