"""Look with `mlserve doctor`, and do what it says: its commands are typed as they stand there."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kinds import Run

GENERATOR = Path(__file__).parents[1] / "generator"
PATIENCE = 120.0


@dataclass(frozen=True)
class Doctor:
    """`mlserve doctor` for one project, and a shell whose PATH has mlserve."""

    run: Run
    project: Path
    bin: Path

    def finding(self, subject: str) -> dict[str, str]:
        """Return what it says about *subject*."""
        said = self.run("doctor", str(self.project), "--json").stdout
        return next(each for each in json.loads(said) if each["subject"] == subject)

    def state(self, subject: str) -> str:
        """Return how *subject* stands."""
        return self.finding(subject)["state"]

    def mend(self, subject: str, change: Callable[[str], str] = str) -> None:
        """Type the command that is named for *subject*, after a *change* of what is only a placeholder in it."""
        command = change(self.finding(subject)["mend"])
        assert command
        script = self.bin / "mlserve"
        script.write_text(
            f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(GENERATOR))} exec {shlex.quote(sys.executable)} -m mlserve "$@"\n'
        )
        script.chmod(0o755)
        shell = subprocess.Popen(
            ["bash", "-c", command],
            env={**os.environ, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )
        with shell:
            said = self.until_it_serves(shell) if "mlserve up" in command else shell.communicate(timeout=PATIENCE)[0]
        assert shell.returncode == 0, said

    @staticmethod
    def until_it_serves(shell: "subprocess.Popen[str]") -> str:
        """Stop `mlserve up` with Ctrl-C once it serves, and return what it said."""
        assert shell.stdout
        said, ends = "", time.monotonic() + PATIENCE
        for line in shell.stdout:
            said += line
            if "Swagger: " in line or time.monotonic() > ends:
                os.killpg(shell.pid, signal.SIGINT)
        shell.wait(PATIENCE)
        return said
