"""`mlserve up` starts what is there, and ends with nothing left running, however it is ended."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from up.running import GENERATOR, Running, is_alive, wait_for
from up.tiny_project import write_project

Start = Callable[..., Running]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def test_a_second_run_installs_and_trains_nothing(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port).until("Swagger: ")

    assert ".venv is up to date (made with pip)" in run.said
    assert "training with" not in run.said


def test_the_url_of_swagger_can_be_opened(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port).until(f"Swagger: http://127.0.0.1:{port}/docs")

    with urlopen(f"http://127.0.0.1:{port}/docs") as answer:
        assert answer.status == 200
    run.until("served /docs")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_server_gracefully_and_that_is_a_success(
    installed: Path, start: Start, port: str, number: signal.Signals
) -> None:
    run = start(installed, port=port).until("Swagger: ")

    run.send(number)

    assert run.ends() == 0, run.said
    assert (installed / "stops").read_text() == "SIGTERM\n"
    assert not any(map(is_alive, run.server_pids()))


def test_ctrl_c_to_the_whole_process_group_reaches_the_server_once(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port).until("Swagger: ")

    run.send(signal.SIGINT, to_group=True)

    assert run.ends() == 0, run.said
    assert (installed / "stops").read_text() == "SIGTERM\n"
    assert not any(map(is_alive, run.server_pids()))


def test_a_killed_up_takes_the_server_and_its_helpers_along(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port).until("Swagger: ")
    pids = run.server_pids()

    run.send(signal.SIGKILL)

    wait_for(lambda: not any(map(is_alive, pids)))
    assert (installed / "stops").read_text() == "SIGTERM\n"


def test_a_server_that_does_not_stop_is_killed_and_that_is_said(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port, TINY_HANGS="1", API_SHUTDOWN_SECONDS="-9").until("Swagger: ")

    run.send(signal.SIGTERM)

    assert run.ends() == 1
    assert "did not stop within 3 s and was killed" in run.said
    assert not any(map(is_alive, run.server_pids()))


def test_a_second_ctrl_c_waits_no_longer(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port, TINY_HANGS="1", API_SHUTDOWN_SECONDS="600").until("Swagger: ")
    run.send(signal.SIGINT)
    wait_for((installed / "stops").exists)

    signal.sigtimedwait([], 1.1)
    run.send(signal.SIGINT)

    assert run.ends() == 1
    assert not any(map(is_alive, run.server_pids()))


def test_a_server_that_cannot_start_is_an_error_with_its_exit_code(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port, TINY_DIES_AT_ONCE="1")

    assert run.ends() == 1
    assert "no model here" in run.said
    assert "error: The server ended with exit code 1 before it was ready" in run.said


def test_a_server_that_ends_by_itself_is_an_error_and_leaves_no_helper(
    installed: Path, start: Start, port: str
) -> None:
    run = start(installed, port=port, TINY_DIES_AFTER="0.7").until("Swagger: ")

    assert run.ends() == 1
    assert "error: The server ended by itself, with exit code 7" in run.said
    assert not any(map(is_alive, run.server_pids()))


def test_a_server_that_a_signal_ends_is_an_error_that_names_it(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port).until("Swagger: ")

    os.kill(run.server_pids()[0], signal.SIGKILL)

    assert run.ends() == 1
    assert "error: The server ended by itself, with signal 9" in run.said


def test_a_server_that_is_never_ready_is_stopped_and_its_reason_told(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port, TINY_NEVER_READY="the model differs", MLSERVE_READY_SECONDS="0.5")

    assert run.ends() == 1
    assert "not ready within 0.5 s and was stopped. It said 503: the model differs" in run.said
    assert not any(map(is_alive, run.server_pids()))


def test_a_signal_before_it_is_ready_stops_it_as_well(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port, TINY_NEVER_READY="loading").until("served /health/ready")

    run.send(signal.SIGTERM)

    assert run.ends() == 0, run.said
    assert not any(map(is_alive, run.server_pids()))


def test_the_project_s_own_settings_count_where_no_flag_is_given(installed: Path, start: Start, port: str) -> None:
    (installed / ".env").write_text(f"# ours\nexport API_PORT='{port}'  # free\nAPI_HOST=\n")

    try:
        start(installed).until(f"Swagger: http://127.0.0.1:{port}/docs")
    finally:
        (installed / ".env").unlink()


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("::", "[::1]")])  # noqa: S104
def test_any_host_of_this_machine_can_be_listened_on(
    installed: Path, start: Start, port: str, host: str, shown: str
) -> None:
    if ":" in host and not _has_ipv6():
        pytest.skip("this machine has no IPv6")

    start(installed, host=host, port=port).until(f"Swagger: http://{shown}:{port}/docs")


def test_quiet_leaves_the_url_and_the_server_s_own_words(installed: Path, start: Start, port: str) -> None:
    run = start(installed, port=port, quiet="1").until("Swagger: ")
    run.send(signal.SIGTERM)

    assert run.ends() == 0
    assert "environment" not in run.said
    assert "stopped" not in run.said


def test_a_taken_port_is_said_before_anything_else(installed: Path, start: Start, port: str) -> None:
    with socket.create_server(("127.0.0.1", int(port))):
        run = start(installed, port=port)

        assert run.ends() == 1

    assert f"error: Port {port} is taken by process {os.getpid()} (" in run.said
    assert "--port " in run.said
    assert "environment" not in run.said


def test_without_a_model_and_without_training_it_says_how_to_bring_one_in(
    tmp_path: Path, start: Start, port: str
) -> None:
    project = write_project(tmp_path / "tiny")
    (project / "src/tiny/ml/train.py").unlink()

    run = start(project, port=port)

    assert run.ends() == 1
    assert "error: There is no model in models, and this project trains none" in run.said
    assert f"mlserve model sync {project} --model FILE" in run.said
    assert not (project / ".venv").exists()  # nothing was installed in vain


def test_a_model_that_was_trained_elsewhere_is_served_as_it_is(
    installed: Path, start: Start, port: str, tmp_path: Path
) -> None:
    trainer, away = installed / "src/tiny/ml/train.py", tmp_path / "train.py"
    trainer.rename(away)
    try:
        run = start(installed, port=port).until("Swagger: ")
    finally:
        away.rename(trainer)

    assert "training with" not in run.said


def test_a_training_that_leaves_nothing_is_an_error(installed: Path, start: Start, port: str, tmp_path: Path) -> None:
    run = start(installed, port=port, ML_MODELS_DIR=str(tmp_path), TINY_TRAINS_NOTHING="1")

    assert run.ends() == 1
    assert f"error: The training left no artifact in {tmp_path}" in run.said
    assert "python -m tiny.ml.train" in run.said


def test_a_signal_during_training_stops_it(installed: Path, start: Start, port: str, tmp_path: Path) -> None:
    run = start(installed, port=port, ML_MODELS_DIR=str(tmp_path), TINY_TRAIN_SECONDS="60").until("training with")

    run.send(signal.SIGTERM)

    assert run.ends() == 128 + signal.SIGTERM
    assert not list(tmp_path.iterdir())


def test_importing_the_command_imports_nothing_of_up() -> None:
    code = "import sys, mlserve.cli; print([name for name in sys.modules if f'{name}.'.startswith('mlserve.up.')])"

    found = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(GENERATOR)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout == "[]\n"


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False
