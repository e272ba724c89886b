"""`mlserve up` starts the ML server and then the service server, shows both logs, and ends both, however it ends."""

import json
import os
import re
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from up.running import Running, is_alive, wait_for

Start = Callable[..., Running]
SERVERS = ["api", "ml"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def test_each_service_gets_its_own_environment_and_the_workspace_none(first_pair: Running) -> None:
    assert "environment  services/ml/.venv with pip  " in first_pair.said
    assert "environment  services/api/.venv with pip  " in first_pair.said
    assert {path.name for path in first_pair.directory.iterdir()} == {"pyproject.toml", "services", "events"}


def test_only_the_ml_service_trains_and_compares_with_the_contract(first_pair: Running) -> None:
    contract = first_pair.directory / "services/api/src/tiny/api/contract.json"

    told = f"training with tiny_trainer in {first_pair.directory / 'services/ml'} and ['--contract', '{contract}']"
    assert first_pair.said.count("training with") == 1
    assert told in first_pair.said
    assert re.search(r"^train +wrote services/ml/models/tiny/1", first_pair.said, re.MULTILINE)


def test_without_a_contract_the_training_is_given_none(pair: Path, start: Start, port: str, tmp_path: Path) -> None:
    contract = pair / "services/api/src/tiny/api/contract.json"
    away = contract.rename(contract.with_suffix(".away"))

    try:
        start(pair, port=port, ML_MODELS_DIR=str(tmp_path)).until("and []")
    finally:
        away.rename(contract)


def test_the_service_server_is_the_one_whose_url_is_shown_and_it_reaches_the_ml_server(
    pair: Path, start: Start, port: str
) -> None:
    run = start(pair, port=port).until(f"Swagger: http://127.0.0.1:{port}/docs")

    api, ml = get(port, "/settings"), get(port, "/ask")
    assert (api["API_HOST"], api["API_PORT"]) == ("127.0.0.1", port)
    assert api["API_ML_URLS"] == f"http://127.0.0.1:{ml['ML_PORT']}"
    assert ml["ML_HOST"] == "127.0.0.1"
    assert (api["prefix"], ml["prefix"]) == tuple(str(pair / "services" / name / ".venv") for name in SERVERS)
    assert events(pair) == ["ML starting", "API starting"]
    run.until("ml   | served /settings\n")


def test_a_setting_that_does_not_count_here_is_named(pair: Path, start: Start, port: str) -> None:
    elsewhere = {"API_ML_URLS": "http://user:secret@elsewhere:1", "api_ml_urls": "http://elsewhere:2"}

    run = start(pair, port=port, ML_HOST="0.0.0.0", **elsewhere).until("Swagger: ")  # noqa: S104

    told, url = get(port, "/settings"), f"http://127.0.0.1:{get(port, '/ask')['ML_PORT']}"
    assert told["API_ML_URLS"] == url
    assert "api_ml_urls" not in told
    assert f"API_ML_URLS is set (in the environment or services/api/.env), but what is started here gets {url}" in (
        run.said.replace("API_ML_URLS=", "")
    )
    assert "ML_HOST is set (in the environment or services/ml/.env)" in run.said
    assert "secret" not in run.said


def test_a_port_for_the_ml_server_in_its_env_file_is_the_one_it_gets(
    pair: Path, start: Start, port: str, another_port: str
) -> None:
    with env_file(pair / "services/ml", f"ML_PORT={another_port}"):
        start(pair, port=port).until("Swagger: ")

        assert get(port, "/ask")["ML_PORT"] == another_port


def test_a_taken_port_for_the_ml_server_is_said_before_anything_else(pair: Path, start: Start, port: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = str(listener.getsockname()[1])
        run = start(pair, port=port, ML_PORT=taken)

        assert run.ends() == 1

    assert f"error: Port {taken} is taken by process {os.getpid()} (" in run.said
    assert "choose another one: ML_PORT=" in run.said
    assert "environment" not in run.said


def test_one_port_for_both_servers_is_refused(pair: Path, start: Start, port: str) -> None:
    run = start(pair, port=port, ML_PORT=port)

    assert run.ends() == 1
    assert f"error: ML_PORT is {port}, which is where the api server is to listen: choose another --port" in run.said


@pytest.mark.parametrize("quiet", ["", "1"])
def test_each_line_of_a_server_has_its_name_in_front(pair: Path, start: Start, port: str, quiet: str) -> None:
    run = start(pair, port=port, quiet=quiet).until("Swagger: ")
    run.close()

    lines = Counter(run.said.splitlines())
    for line, times in (("to stdout", 1), ("to stderr", 1), ("one of many last lines", 2500), ("last words", 1)):
        assert lines[f"api  | {line}"] == times
        assert lines[f"ml   | {line}"] == times


def test_lines_stay_whole_and_in_order_when_both_servers_write_a_lot(pair: Path, start: Start, port: str) -> None:
    run = start(pair, port=port).until("Swagger: ")
    ml_port = get(port, "/ask")["ML_PORT"]

    get(port, "/flood")
    get(ml_port, "/flood")
    wait_for(lambda: run.said.count("| flood is over\n") == 2)
    run.close()

    for name, prefix in (("API", "api  | "), ("ML", "ml   | ")):
        expected = [f"{prefix}{number:05} {name * (number % 500)} end" for number in range(3000)]
        assert [line for line in run.said.splitlines() if re.match(rf"{re.escape(prefix)}\d{{5}} ", line)] == expected


def test_the_last_words_of_both_servers_are_waited_for(pair: Path, start: Start, port: str) -> None:
    run = start(pair, port=port, quiet="1").until("Swagger: ")

    with run.unread():
        run.send(signal.SIGTERM)
        wait_for(lambda: "ML stopped" in events(pair))
        time.sleep(0.2)

    assert run.ends() == 0
    for name in ("api ", "ml  "):
        assert run.said.count(f"{name} | one of many last lines\n") == 2500
        assert run.said.count(f"{name} | last words\n") == 1


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_that_a_signal_ends_is_named_and_the_other_one_stopped(
    pair: Path, start: Start, port: str, name: str
) -> None:
    run = start(pair, port=port).until("Swagger: ")

    os.kill(run.server_pids(f"services/{name}")[0], signal.SIGKILL)

    assert run.ends() == 1
    assert f"error: The {name} server ended by itself, with signal 9.\n" in run.said
    other = next(each for each in SERVERS if each != name).upper()
    assert events(pair)[2:] == [f"{other} stopping", f"{other} stopped"]
    assert not any(map(is_alive, pids_of(run)))


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_that_gives_up_is_named_with_its_exit_code(pair: Path, start: Start, port: str, name: str) -> None:
    run = start(pair, port=port).until("Swagger: ")

    get(port if name == "api" else get(port, "/ask")["ML_PORT"], "/die")

    assert run.ends() == 1
    assert run.said.count("ended by itself") == 1
    assert f"error: The {name} server ended by itself, with exit code 7.\n" in run.said
    assert not any(map(is_alive, pids_of(run)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_service_server_first_and_that_is_a_success(
    pair: Path, start: Start, port: str, number: signal.Signals
) -> None:
    run = start(pair, port=port).until("Swagger: ")

    run.send(number, to_group=number is signal.SIGINT)

    assert run.ends() == 0, run.said
    assert events(pair)[2:] == ["API stopping", "API stopped", "ML stopping", "ML stopped"]
    assert not any(map(is_alive, pids_of(run)))


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_that_does_not_stop_is_killed_and_named(pair: Path, start: Start, port: str, name: str) -> None:
    hangs = {f"TINY_{name.upper()}_HANGS": "1", f"{name.upper()}_SHUTDOWN_SECONDS": "-9"}
    run = start(pair, port=port, **hangs).until("Swagger: ")

    run.send(signal.SIGTERM)

    assert run.ends() == 1
    assert f"error: The {name} server did not stop within 3 s and was killed.\n" in run.said
    assert run.said.count("server did not stop") == 1
    assert not any(map(is_alive, pids_of(run)))


def test_a_second_ctrl_c_waits_for_neither(pair: Path, start: Start, port: str) -> None:
    patient = {"API_DRAIN_SECONDS": "600", "ML_DRAIN_SECONDS": "600"}
    run = start(pair, port=port, TINY_API_HANGS="1", TINY_ML_HANGS="1", **patient).until("Swagger: ")
    run.send(signal.SIGINT)
    wait_for(lambda: "API stopping" in events(pair))

    time.sleep(1.1)  # what comes sooner counts as the same press
    run.send(signal.SIGINT)

    assert run.ends() == 1
    assert "error: The api server was killed before it had stopped, as you would not wait.\n" in run.said
    assert not any(map(is_alive, pids_of(run)))


def test_a_killed_up_takes_both_servers_and_their_helpers_along(pair: Path, start: Start, port: str) -> None:
    run = start(pair, port=port).until("Swagger: ")
    pids = pids_of(run)
    assert all(map(is_alive, pids))

    run.send(signal.SIGKILL)

    wait_for(lambda: not any(map(is_alive, pids)))
    assert {"API stopping", "ML stopping"} <= {*events(pair)}


def test_a_killed_up_takes_servers_along_that_do_not_stop(pair: Path, start: Start, port: str) -> None:
    short = {"API_SHUTDOWN_SECONDS": "-9", "ML_SHUTDOWN_SECONDS": "-9"}
    run = start(pair, port=port, TINY_API_HANGS="1", TINY_ML_HANGS="1", **short).until("Swagger: ")
    pids = pids_of(run)

    run.send(signal.SIGKILL)

    wait_for(lambda: not any(map(is_alive, pids)))


def test_the_service_server_is_not_started_before_the_ml_server_is_ready(pair: Path, start: Start, port: str) -> None:
    run = start(pair, port=port, TINY_ML_NEVER_READY="no model", MLSERVE_READY_SECONDS="5")

    assert run.ends() == 1
    assert "error: The ml server was not ready within 5 s and was stopped. It said 503: no model" in run.said
    assert events(pair) == ["ML starting", "ML stopping", "ML stopped"]


def test_a_signal_while_the_ml_server_starts_starts_no_other(pair: Path, start: Start, port: str) -> None:
    run = start(pair, port=port, TINY_ML_NEVER_READY="loading").until("ml   | to stderr")

    run.send(signal.SIGTERM)

    assert run.ends() == 0, run.said
    assert "python -m tiny.api" not in run.said
    assert events(pair) == ["ML starting", "ML stopping", "ML stopped"]


def test_an_ml_server_that_ends_while_the_other_starts_is_the_one_named(pair: Path, start: Start, port: str) -> None:
    run = start(pair, port=port, TINY_API_NEVER_READY="no ML server").until("api  | to stderr")

    os.kill(run.server_pids("services/ml")[0], signal.SIGKILL)

    assert run.ends() == 1
    assert "error: The ml server ended by itself, with signal 9.\n" in run.said
    assert not any(map(is_alive, pids_of(run)))


def get(port: str, path: str) -> Any:
    """Return what a server answers; the service server asks the ML server at /ask."""
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return json.load(answer)


def events(project: Path) -> list[str]:
    """Return what the servers did, in the order in which they did it."""
    return (project / "events").read_text().splitlines()


def pids_of(run: Running) -> list[int]:
    """Return the processes of both servers."""
    return [pid for name in SERVERS for pid in run.server_pids(f"services/{name}")]


@contextmanager
def env_file(folder: Path, text: str) -> Iterator[None]:
    """Have a `.env` there for a while."""
    (folder / ".env").write_text(text)
    try:
        yield
    finally:
        (folder / ".env").unlink()
