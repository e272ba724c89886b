"""`mlserve inspect` as a user types it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from kinds import Run

pytest.importorskip("sklearn", reason="the extra `models` is not installed")
pytestmark = pytest.mark.models

import skops.io  # noqa: E402
from adopt.estimators import MODELS, people  # noqa: E402


def test_it_prints_what_the_model_takes_and_answers(run: Run, tmp_path: Path) -> None:
    skops.io.dump(MODELS["mixed"]()[0], tmp_path / "credit.onnx")
    people().to_csv(tmp_path / "rows.csv", index=False)

    result = run("inspect", str(tmp_path / "credit.onnx"), "--sample", str(tmp_path / "rows.csv"))

    assert result.exit_code == 0, result.output
    assert "skops, served as onnx" in result.stdout
    assert "classification (binary)" in result.stdout
    assert "Bergen, Oslo, Tromsø" in result.stdout
    assert "the name ends in .onnx, but the content is skops" in result.stdout
    assert list(tmp_path.glob("*/")) == [tmp_path / "here"], "something was written"


def test_json_has_all_facts(run: Run, tmp_path: Path) -> None:
    skops.io.dump(MODELS["mixed"]()[0], tmp_path / "credit.skops")

    result = run("inspect", str(tmp_path / "credit.skops"), "--json")

    facts = json.loads(result.stdout)
    assert (facts["format"], facts["task"], facts["binary"]) == ("skops", "classification", True)
    assert facts["classes"] == ["grant", "refuse"]
    assert facts["size"] == (tmp_path / "credit.skops").stat().st_size
    assert len(facts["sha256"]) == 64
    assert facts["features"][3]["categories"] == ["Bergen", "Oslo", "Tromsø"]
    assert {gap["how"] for gap in facts["missing"]} == {"--sample ROWS"}


def test_a_skops_file_with_a_type_of_its_own_needs_trust(run: Run, tmp_path: Path) -> None:
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    model = make_pipeline(FunctionTransformer(os.path.join), MODELS["logistic"]()[0])
    skops.io.dump(model, tmp_path / "model.skops")

    result = run("inspect", str(tmp_path / "model.skops"))

    assert result.exit_code == 1
    assert "posixpath.join" in result.output
    assert "--trust" in result.output


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_child_ends_when_the_command_is_stopped(number: signal.Signals, tmp_path: Path) -> None:
    told = f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))"
    (tmp_path / "model.py").write_text(f"import os, time\ndef load(path):\n    {told}\n    time.sleep(60)\n")
    people().to_csv(tmp_path / "rows.csv", index=False)
    command = [sys.executable, "-m", "mlserve", "inspect", "model.py", "--trust", "--sample", "rows.csv"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    child = int((tmp_path / "pid").read_text())

    process.send_signal(number)

    _, said = process.communicate(timeout=20)
    assert process.returncode == (130 if number == signal.SIGINT else -9), said
    wait_for(lambda: not is_alive(child))


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
