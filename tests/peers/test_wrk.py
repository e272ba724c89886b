"""What wrk says is read as it is meant."""

from pathlib import Path

from peers.wrk import read, write_script

OUTPUT = """Running 2s test
  1 threads and 16 connections

{"requests": 1010, "refused": 10, "broken": 3, "microseconds": 2000000, "p50": 1500.000000, "p99": 9000.000000}
"""


def test_only_answers_at_200_count_and_all_else_failed() -> None:
    load = read(OUTPUT)

    assert (load.answered, load.per_second, load.failed) == (1000, 500, 13)
    assert (load.p50, load.p99) == (1.5, 9.0)


def test_the_script_sends_the_bodies_that_stand_beside_it(tmp_path: Path) -> None:
    script = write_script(tmp_path, [b'{"rows":1}', b'{"rows":2}'])

    assert (tmp_path / "bodies.txt").read_text() == '{"rows":1}\n{"rows":2}\n'
    assert str(tmp_path / "bodies.txt") in script.read_text()
