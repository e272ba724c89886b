"""What a measurement suggests, and what it does not."""

from collections import Counter
from typing import Any

import pytest

from bench.results import measured
from mlserve.bench.advice import advice
from mlserve.bench.cpu import cpus


def errors(status: str) -> dict[str, Any]:
    """Return what is measured where some requests are answered with *status*."""
    return {"errors": Counter({status: 7}), "said": {status: "because"}}


def test_where_nothing_stands_out_nothing_is_said() -> None:
    assert advice([measured()], {}, 2) == []
    assert advice([], {}, 2) == []


@pytest.mark.parametrize(
    ("what", "settings", "said"),
    [
        ({"client_cpu": 0.95}, {}, "load generator itself was the limit"),
        (
            errors("503"),
            {"ML_MAX_QUEUE_ROWS": "64"},
            "503 was answered (7 times: because). If the queue was full (ML_MAX",
        ),
        (errors("504"), {}, "API_TIMEOUT_SECONDS"),
        (errors("429"), {"API_RATE_LIMIT": "9/second"}, "(API_RATE_LIMIT=9/second)"),
        ({}, {"API_TELEMETRY": "on"}, "API_TELEMETRY=off"),
        ({}, {"API_EXPRESS": "off"}, "API_EXPRESS=on"),
        ({}, {"API_LOG_LEVEL": "debug"}, "API_LOG_LEVEL is debug"),
        ({"rows": 4.0}, {"ML_MAX_BATCH_ROWS": "4"}, "ML_MAX_BATCH_ROWS=4"),
        ({"rows": 1.0}, {}, "one row each, even with 16 clients"),
        ({"cpu": 0.2}, {}, "they were not the limit"),
    ],
)
def test_each_line_rests_on_what_was_seen(what: dict[str, Any], settings: dict[str, str], said: str) -> None:
    (line,) = advice([measured(**what)], settings, 2)

    assert said in line


def test_a_full_event_loop_is_told_of_where_there_are_cpus_left() -> None:
    (line,) = advice([measured(cpu=1.0)], {}, 8)

    assert "used 1.0 of 8 CPUs" in line
    assert advice([measured(cpu=1.0)], {}, 2) == []


def test_one_thread_for_a_busy_model_is_told_of_where_there_are_cpus_left() -> None:
    (line,) = advice([measured(cpu=1.0)], {"ML_THREADS": "1"}, 8)

    assert "60% of the time with ML_THREADS=1" in line


def test_other_work_on_the_machine_is_told_of_where_most_loads_saw_it() -> None:
    quiet = measured()
    busy = type(quiet)(**{**vars(quiet), "cpu": type(quiet.cpu)(quiet.cpu.servers, quiet.cpu.machine + 0.8)})

    assert "Something else used 0.8 CPUs" in advice([busy, busy, quiet], {}, cpus())[0]
    assert "Something else" not in " ".join(advice([busy, quiet, quiet], {}, cpus()))


def test_a_server_that_runs_elsewhere_gets_no_advice_on_cpus() -> None:
    run = measured()
    elsewhere = type(run)(**{**vars(run), "cpu": type(run.cpu)(None, 1.0)})

    assert advice([elsewhere], {}, 8) == []
