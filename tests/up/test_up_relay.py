"""What a server writes comes out whole with its name in front, whatever it is, and as fast as the terminal takes it."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from up.running import GENERATOR, wait_for

MIB = 1024 * 1024
RELAY = """
import subprocess, sys
from mlserve.up.console import Console
from mlserve.up.relay import Relay

code, *names = sys.argv[1:]
console = Console(quiet=True)
relays = [Relay(f"{name:4} | ", console) for name in names]
servers = []
for relay in relays:
    with relay.inlet() as inlet:
        servers.append(subprocess.Popen([sys.executable, "-c", code], stdout=inlet, stderr=inlet))
for server, relay in zip(servers, relays):
    server.wait()
    relay.finish()
"""
BURST = "import os, pathlib\nfor _ in range(2000): os.write(1, b'x' * 32767 + b'\\n')\npathlib.Path('done').touch()"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (b"one\ntwo\n", b"ml   | one\nml   | two\n"),
        (b"no end of line", b"ml   | no end of line\n"),
        (b"\n\n", b"ml   | \nml   | \n"),
        (b"\xff\xfe\x00 \xed\x95\n", b"ml   | \xff\xfe\x00 \xed\x95\n"),
        (b"50%\r100%\r\n", b"ml   | 50%\r100%\r\n"),
        (b"", b""),
    ],
)
def test_every_byte_of_a_line_survives(tmp_path: Path, written: bytes, shown: bytes) -> None:
    assert _relayed(f"import os; os.write(1, {written!r})", tmp_path) == shown


def test_a_long_line_stays_one_line(tmp_path: Path) -> None:
    written = "import sys; sys.stdout.write('x' * 5 * 1024 * 1024 + '\\nnext\\n')"

    assert _relayed(written, tmp_path) == b"ml   | " + b"x" * 5 * MIB + b"\nml   | next\n"


def test_a_line_without_end_is_shown_in_parts_as_it_may_not_fill_our_memory(tmp_path: Path) -> None:
    first, second, _ = _relayed("import sys; sys.stdout.write('x' * 20 * 1024 * 1024)", tmp_path).split(b"\n")

    assert len(first) + len(second) == 20 * MIB + 2 * len("ml   | ")
    assert first.startswith(b"ml   | x")
    assert second.startswith(b"ml   | x")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc")
def test_a_slow_terminal_slows_the_server_down_and_loses_nothing(tmp_path: Path) -> None:
    with _start(BURST, tmp_path) as relay:
        assert relay.stderr
        begun = relay.stderr.read(1000)
        wait_for(lambda: _waits(relay.pid))

        assert not (tmp_path / "done").exists()
        assert _memory(relay.pid) < 60 * MIB

        rest = relay.stderr.read()
    assert begun + rest == (b"ml   | " + b"x" * 32767 + b"\n") * 2000
    assert (tmp_path / "done").exists()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc")
def test_lines_of_two_servers_are_not_mixed_when_the_terminal_is_slow(tmp_path: Path) -> None:
    with _start(BURST, tmp_path, "ml", "api") as relay:
        assert relay.stderr
        wait_for(lambda: _waits(relay.pid))

        lines = Counter(relay.stderr)

    assert lines == {b"ml   | " + b"x" * 32767 + b"\n": 2000, b"api  | " + b"x" * 32767 + b"\n": 2000}


def test_a_terminal_that_is_gone_does_not_hold_the_server_up(tmp_path: Path) -> None:
    with _start(BURST, tmp_path) as relay:
        assert relay.stderr
        relay.stderr.close()

    assert relay.returncode == 0
    assert (tmp_path / "done").exists()


def test_a_process_that_got_away_is_not_waited_for(tmp_path: Path) -> None:
    away = "import time; time.sleep(60)"
    code = (
        "import subprocess, sys\nprint('here', flush=True)\n"
        f"print(subprocess.Popen([sys.executable, '-c', {away!r}], start_new_session=True).pid, flush=True)"
    )

    with _start(code, tmp_path) as relay:
        assert relay.stderr
        first, second = relay.stderr.readline(), relay.stderr.readline()
        relay.wait(20)
        subprocess.run(["kill", second.split()[-1]], check=True)

    assert first == b"ml   | here\n"
    assert relay.returncode == 0


def _start(code: str, folder: Path, *names: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", RELAY, code, *(names or ["ml"])],
        cwd=folder,
        env={"PYTHONPATH": str(GENERATOR)},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _relayed(code: str, folder: Path) -> bytes:
    with _start(code, folder) as relay:
        assert relay.stderr
        return relay.stderr.read()


def _waits(pid: int) -> bool:
    """Tell whether none of the process's threads has anything to do."""
    before = _ticks(pid)
    subprocess.run(["sleep", "0.3"], check=True)
    return _ticks(pid) == before


def _ticks(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]


def _memory(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
