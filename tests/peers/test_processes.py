"""A server is ended with all that it started, and what does not end by itself is told."""

import signal
import subprocess
import sys

import pytest

from peers.processes import family, stop

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

PARENT = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', {!r}]).wait()"
CHILD = "import signal, time; signal.signal(signal.SIGTERM, signal.{}); print(flush=True); time.sleep(60)"

ORPHAN = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', {!r}])"


def server(at_sigterm: str) -> subprocess.Popen[bytes]:
    """Start a process whose child does this at SIGTERM; return once it would."""
    process = subprocess.Popen([sys.executable, "-c", PARENT.format(CHILD.format(at_sigterm))], stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    process.stdout.close()
    return process


@pytest.mark.parametrize("at_sigterm", ["SIG_IGN", "SIG_DFL"])
def test_a_child_that_outlives_its_parent_is_killed_and_counted(
    at_sigterm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peers.processes.STOP_SECONDS", 0.2)
    process = server(at_sigterm)
    parent, child = family([process.pid])

    assert stop([process], [signal.SIGTERM]) == 1
    assert parent == process.pid
    assert stop([], []) == 0
    assert family([child]) == [child]


def test_what_ends_in_time_is_not_killed() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])

    assert stop([process], [signal.SIGTERM]) == 0
    assert process.returncode == -signal.SIGTERM


def test_of_a_session_nothing_is_left_not_even_whose_parent_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peers.processes.STOP_SECONDS", 0.2)
    command = [sys.executable, "-c", PARENT.format(ORPHAN.format(CHILD.format("SIG_DFL")))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    process.stdout.readline()
    process.wait()

    assert stop([process], [signal.SIGTERM]) == 1
    assert process.stdout.read() == b""  # whoever could write is gone
    process.stdout.close()
