"""Loads on a real server, over real sockets."""

from collections.abc import Callable

import pytest
from sockets import free_port

from bench.tiny_server import Serve, Tiny
from mlserve.bench.load import closed_loop, open_loop
from mlserve.bench.measuring import Meter
from mlserve.bench.origin import Origin
from mlserve.bench.promise import look_for
from mlserve.bench.slo import Slo
from mlserve.bench.target import Target
from mlserve.errors import MlserveError


def always() -> bool:
    return True


def at(tiny: Tiny) -> Target:
    """Return the request that *tiny* takes."""
    return Target(Origin.parse(tiny.url), "/v1/predict", b"{}", {})


def for_looks(number: int) -> Callable[[], bool]:
    """Say yes so many times, then no."""
    left = iter([True] * number)
    return lambda: next(left, False)


def test_each_client_asks_again_as_soon_as_it_has_its_answer(serve: Serve) -> None:
    tiny = serve(delay=0.02)

    result = closed_loop(at(tiny), 4, 0.5, always)

    assert tiny.connections == 4
    assert 40 <= result.asked <= 100  # 4 clients, each 25 times in half a second, less what the machine takes
    assert result.latencies[0] >= 0.02
    assert not result.errors


def test_errors_are_counted_by_status_and_say_what_they_said(serve: Serve) -> None:
    result = closed_loop(at(serve(statuses=(200, 503))), 1, 0.2, always)

    assert abs(result.errors["503"] - len(result.latencies)) <= 1
    assert result.said == {"503": '{"detail": "so it is"}'}


def test_a_connection_that_the_server_closes_is_no_error(serve: Serve) -> None:
    tiny = serve(keep=3, delay=0.005)

    result = closed_loop(at(tiny), 2, 0.3, always)

    assert tiny.connections >= result.asked / 3
    assert not result.errors


def test_at_a_rate_requests_are_sent_when_they_are_due(serve: Serve) -> None:
    result = open_loop(at(serve()), 200, 16, 0.5, always)

    assert result.asked == 100
    assert len(result.latencies) == 100


def test_what_waits_behind_a_slow_answer_is_seen_at_a_rate_and_hidden_from_clients_in_turn(serve: Serve) -> None:
    tiny = serve(work=0.05)  # 20 a second

    in_turn = closed_loop(at(tiny), 1, 1.0, always)
    at_rate = open_loop(at(tiny), 40, 1, 1.0, always)

    assert in_turn.latencies[len(in_turn.latencies) // 2] < 0.1
    assert at_rate.latencies[-1] > 0.5
    assert at_rate.asked == 40


def test_what_gets_no_answer_is_an_error(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlserve.bench.load.GRACE", 0.2)

    result = open_loop(at(serve(delay=60)), 100, 4, 0.2, always)

    assert result.errors == {"no answer": 20}
    assert result.percentile(50) is None


def test_told_to_stop_it_returns_what_it_has(serve: Serve) -> None:
    result = closed_loop(at(serve(delay=0.01)), 2, 60.0, for_looks(5))

    assert 0.1 < result.seconds < 5
    assert result.latencies
    assert not result.errors


def test_a_server_that_is_not_there_is_told_of() -> None:
    nowhere = Target(Origin("http", "127.0.0.1", free_port()), "/", b"", {})

    with pytest.raises(MlserveError, match="takes no 2 connections"):
        closed_loop(nowhere, 2, 1.0, always)


def test_the_highest_rate_of_a_server_with_a_known_limit_is_found(serve: Serve) -> None:
    meter = Meter(at(serve(work=0.01)), [], 0.0, always)  # less than 100 a second
    slo = Slo.parse("p90=60ms")

    found = look_for(slo, meter.at_rate, 100.0, 0.6)

    assert 40 < found.kept < 105
    assert found.broken is not None
