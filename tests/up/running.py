"""Run `mlserve up` as a process of its own, the way a terminal does, and look at what it leaves behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

GENERATOR = Path(__file__).parents[2] / "generator"
PATIENCE = 60.0  # seconds: a busy machine installs slowly
_RUN = """
import sys
from pathlib import Path
from mlserve import up
from mlserve.errors import MlserveError, Stopped
directory, host, port, quiet = sys.argv[1:]
try:
    up.up(Path(directory), host=host or None, port=int(port) if port else None, quiet=bool(quiet))
except (MlserveError, Stopped) as error:
    print("error:", error.message, file=sys.stderr)
    sys.exit(error.exit_code)
"""


class Running:
    """A run of `mlserve up` in a process group of its own; what it prints is gathered while it runs."""

    def __init__(self, directory: Path, *, host: str = "", port: str = "", quiet: str = "", **variables: str) -> None:
        self.directory = directory
        self._lines: list[str] = []
        self._looking = threading.Event()
        self._looking.set()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _RUN, str(directory), host, port, quiet],
            env={**_surroundings(), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="surrogateescape",
            process_group=0,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def said(self) -> str:
        """All that it has printed so far."""
        return "".join(self._lines)

    @property
    def pid(self) -> int:
        """Its process, which leads its group."""
        return self._process.pid

    def until(self, text: str) -> "Running":
        """Wait until it has printed *text*."""
        wait_for(lambda: text in self.said or self._process.poll() is not None, self._describe)
        assert text in self.said, self.said
        return self

    @contextmanager
    def unread(self) -> Iterator[None]:
        """Leave what it prints where it is, as a terminal that is stopped."""
        self._looking.clear()
        try:
            yield
        finally:
            self._looking.set()

    def send(self, number: signal.Signals, *, to_group: bool = False) -> None:
        """Send it a signal; to the whole group, as a terminal does."""
        if to_group:
            os.killpg(self.pid, number)
        else:
            os.kill(self.pid, number)

    def ends(self) -> int:
        """Wait until it has ended, and return its exit code."""
        code = self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def close(self) -> None:
        """End it if it still runs."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(PATIENCE)

    def server_pids(self, folder: str = "") -> list[int]:
        """Return the server's process and the one that it started; *folder* is where it runs in the project."""
        return [int(word) for word in (self.directory / folder / "pids").read_text().split()]

    def _read(self) -> None:
        assert self._process.stdout
        with self._process.stdout as stream:
            for line in stream:
                self._looking.wait()
                self._lines.append(line)

    def _describe(self) -> str:
        return self.said


def wait_for(holds: Callable[[], bool], describe: Callable[[], str] = str) -> None:
    """Wait until something is true, but not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, describe()
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def without_poetry(path: str) -> str:
    """Return PATH without the folders that hold a Poetry."""
    folders = path.split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if not (Path(folder) / "poetry").exists())


def _surroundings() -> Mapping[str, str]:
    ours = ("API_", "ML_", "MLSERVE_", "POETRY_", "TINY_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PATH": without_poetry(kept["PATH"]), "PYTHONPATH": str(GENERATOR)}
