"""Start processes, and end each with all that it started, however we end ourselves."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from .signals import Signals

_POSIX = os.name == "posix"
_GUARD = Path(__file__).with_name("guard.py")
_KILLED = 128


class Child:
    """A running command in a session of its own: no key of the terminal reaches it but through us."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        folder: Path,
        environment: Mapping[str, str],
        output: IO[bytes] | None = None,
        grace: float = 5.0,
    ) -> None:
        words = [str(word) for word in command]
        if _POSIX:
            words = [sys.executable, "-I", "-S", str(_GUARD), str(grace), *words]
        self.grace = grace
        self._code: int | None = None
        self._process = subprocess.Popen(
            words,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE if _POSIX else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=_POSIX,
            creationflags=0 if _POSIX else getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )

    @property
    def pid(self) -> int:
        """The process that we started; the command is that one or a child of it."""
        return self._process.pid

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs; negative is the signal that ended it."""
        if self._code is None and (code := self._process.poll()) is not None:
            self._kill_group()
            self._ended(_KILLED - code if _POSIX and code > _KILLED else code)
        return self._code

    def stop(self, signals: Signals, *, how: signal.Signals = signal.SIGTERM) -> bool:
        """Ask it to end, wait, then kill what is left; return whether asking was enough."""
        if self.poll() is not None:
            return True
        self._ask(how)
        deadline = time.monotonic() + self.grace
        while self.poll() is None and time.monotonic() < deadline and not signals.hurry:
            signals.wait(0.1)
        if self.poll() is not None:
            return True
        self._kill_group()
        self._process.wait()
        self._ended(-9)
        return False

    def _ended(self, code: int) -> None:
        self._code = code
        if self._process.stdin:
            self._process.stdin.close()

    def _ask(self, how: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            if _POSIX:
                os.killpg(self._process.pid, how)
            else:
                self._process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", how))

    def _kill_group(self) -> None:
        if not _POSIX:
            self._process.kill()
            return
        with suppress(ProcessLookupError, PermissionError):  # gone, or (macOS) only zombies
            os.killpg(self._process.pid, signal.SIGKILL)
