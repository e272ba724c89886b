"""The model's process never outlives its parent, whatever both are doing and however that ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are ended with signals")

SECONDS = 2
"""How long the model's process may live on."""

CASES = [
    ("starting", "kill"),
    ("loading", "kill"),
    ("ready", "kill"),
    ("predicting", "kill"),
    ("predicting", "terminate"),
    ("ready", "return"),
    ("predicting", "raise"),
    ("predicting", "abandon"),
]


def start(models_dir: Path, stage: str, end: str) -> subprocess.Popen[str]:
    code = f"import sys; from {__package__} import parent; parent.main(*sys.argv[1:])"
    command = [sys.executable, "-c", code, str(models_dir), stage, end]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)


@pytest.fixture(scope="module")
def parents(models_dir: Path) -> Iterator[dict[tuple[str, str], subprocess.Popen[str]]]:
    """A parent for each case; all at once, since it is their start that takes time."""
    started = {case: start(models_dir, *case) for case in CASES}
    yield started
    for process in started.values():
        process.kill()
        process.communicate()


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_the_models_process_ends_with_its_parent(
    parents: dict[tuple[str, str], subprocess.Popen[str]], case: tuple[str, str]
) -> None:
    parent = parents[case]
    stage, end = case
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    if stage in {"loading", "predicting"}:
        assert parent.stdout.readline().strip() in {"HOLD_THE_GIL", "SLEEP"}

    if end in {"kill", "terminate"}:
        parent.send_signal(signal.SIGKILL if end == "kill" else signal.SIGTERM)
    try:  # both hold the pipe: it ends when both have ended
        parent.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        pytest.fail(f"the model's process was still there, {SECONDS} s after its parent's end")
    assert (parent.returncode == 0) == (end in {"return", "abandon"})
