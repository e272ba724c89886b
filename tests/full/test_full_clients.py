"""Clients that others wrote work against a generated server as they are: Triton's, and that of KServe's SDK."""

import json
from pathlib import Path
from typing import Any

import pytest

from full.installing import command, install, install_into
from full.serving import server
from mlserve.config import Config
from mlserve.defaults import complete
from mlserve.render import render

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("clients")]  # one project for all of them

SCRIPTS = Path(__file__).with_name("clients")
CLIENTS = {"triton": "tritonclient[http]", "kserve": "kserve"}
SERVERS = ("x.ml", "x.api")  # the ML server alone; the same routes in the monolith
CLOSE = 1e-6


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project whose model gives text and numbers, install it and train."""
    answers = complete({"project_name": "x", "dataset": "breast-cancer"})
    project = render(Config.from_answers(answers), tmp_path_factory.mktemp("generated"))
    command(project, install(project, "train"), "-m", "x.ml.train")
    return project


@pytest.fixture(scope="module", params=CLIENTS)
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str | Path]:
    """Install a client where nothing else is (it has dependencies of its own), and return what runs its script."""
    folder = tmp_path_factory.mktemp(request.param)
    python = install_into(folder / "venv", folder, CLIENTS[request.param])
    return [python, SCRIPTS / f"ask_with_{request.param}.py"]


@pytest.mark.parametrize("module", SERVERS)
def test_it_gets_the_golden_answers_in_every_way_that_it_can_ask(
    project: Path, client: list[str | Path], module: str
) -> None:
    (manifest_file,) = project.glob("models/*/1/manifest.json")
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    signature = manifest["signature"]
    expected = {output["name"]: output["data"] for output in manifest["golden"]["outputs"]}
    last = list(expected)[-1]

    with server(project, module, "/v2/health/ready") as url:
        address = url.removeprefix("http://")
        told = json.loads(command(project, *client, address, manifest_file).splitlines()[-1])

    assert told["ready"] == [True, True, True]
    assert told["server"] == {"name": "x", "version": "2", "extensions": ["binary_tensor_data"]}
    assert {key: told["model"][key] for key in ("name", "versions", "inputs", "outputs")} == {
        "name": manifest["name"],
        "versions": ["1"],
        "inputs": signature["inputs"],
        "outputs": signature["outputs"],
    }
    assert len(told["golden"]) >= 8
    for way, outputs in told["golden"].items():
        assert_same(outputs, expected, way)
    assert_same(told["last"], {last: expected[last]}, "one output")
    assert told["error"][0] == "400"
    assert "has shape" in told["error"][1]


def assert_same(outputs: dict[str, list[Any]], expected: dict[str, list[Any]], way: str) -> None:
    """Compare outputs, in their order: text is equal, numbers are close (sums depend on how rows are batched)."""
    assert list(outputs) == list(expected), way
    for name, values in expected.items():
        if isinstance(values[0], str):
            assert outputs[name] == values, (way, name)
        else:
            assert outputs[name] == pytest.approx(values, abs=CLOSE), (way, name)
