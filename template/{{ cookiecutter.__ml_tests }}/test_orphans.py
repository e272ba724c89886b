"""The model's process never outlives its parent, whatever both are doing and however that ends."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are ended with signals")

SECONDS = 2
"""How long the model's process may live on."""


@pytest.mark.parametrize(
    ("stage", "end"),
    [
        ("starting", "kill"),
        ("loading", "kill"),
        ("predicting", "kill"),
        ("predicting", "raise"),
        ("predicting", "abandon"),
    ],
)
def test_the_models_process_ends_with_its_parent(models_dir: Path, stage: str, end: str) -> None:
    with start_parent(models_dir, stage, end) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        if stage != "starting":
            assert parent.stdout.readline().strip() in {"HOLD_THE_GIL", "SLEEP"}

        if end == "kill":
            parent.kill()
        try:  # both hold the pipe: it ends when both have ended
            parent.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            for pid in (parent.pid, child):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            pytest.fail(f"the model's process was still there {SECONDS} s later")


def start_parent(models_dir: Path, stage: str, end: str) -> subprocess.Popen[str]:
    code = f"import sys; from {__package__} import parent; parent.main(*sys.argv[1:])"
    command = [sys.executable, "-c", code, str(models_dir), stage, end]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    )
