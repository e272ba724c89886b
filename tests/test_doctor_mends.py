"""The command that `mlserve doctor` names for what is wrong mends it: typed, and looked at again."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from kinds import Bake, Run
from mending import Doctor
from sockets import free_port

from mlserve.doctor import index
from mlserve.up.stamp import NAME as STAMP
from up.running import Running, without_poetry
from up.tiny_project import write_project

POETRY = shutil.which("poetry")
OTHER_PYTHON = next(iter(Path(sys.base_prefix).parent.glob("3.10*/bin/python3.10")), shutil.which("python3.10"))

needs_poetry = pytest.mark.skipif(POETRY is None, reason="there is no poetry on PATH")


At = Callable[[Path], Doctor]


@pytest.fixture
def at(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> At:
    """Return the doctor of a project; no index is asked but one that refuses at once."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{free_port()}/simple")
    return lambda project: Doctor(run, project, folder)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that `mlserve up` has installed, at a place with a space and Hangul in its name."""
    project = write_project(tmp_path_factory.mktemp("내 프로젝트") / "tiny one")
    port = str(free_port())
    (project / ".env").write_text(f"API_PORT={port}\n", encoding="utf-8")
    run = Running(project, port=port)
    try:
        run.until("Swagger: ")
    finally:
        run.close()
        run.ends()
    return project


@pytest.fixture
def installed(place: Path, at: At, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """The doctor of that project, without Poetry; each test leaves it mended."""
    monkeypatch.setenv("PATH", without_poetry(os.environ["PATH"]))
    return at(place)


def test_a_dependency_that_is_lacking_comes_back(installed: Doctor) -> None:
    python = installed.project / ".venv/bin/python"
    subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "tiny-trainer"], check=True)

    found = installed.finding("environment of api")
    installed.mend("environment of api")

    assert (found["state"], "lacks tiny-trainer @ file:" in found["text"]) == ("wrong", True)
    assert installed.state("environment of api") == "ok"


def test_a_dependency_of_another_version_is_lacking_and_nothing_else_is(installed: Doctor) -> None:
    before = installed.finding("environment of api")
    pyproject = installed.project / "pyproject.toml"
    text = pyproject.read_text(encoding="utf-8")
    wanted = text.replace('version = "0.1.0"', 'version = "0.1.0"\ndependencies = ["tiny-trainer >=1.0,<2"]', 1)
    stamp_file = installed.project / ".venv" / STAMP
    stamp = stamp_file.read_bytes()
    stamp_file.unlink()
    found = []
    for version in ("1.0", "2.1"):
        pyproject.write_text(wanted.replace(">=1.0,<2", f">={version},<3"), encoding="utf-8")
        found.append(installed.finding("environment of api")["text"])
    pyproject.write_text(text, encoding="utf-8")
    stamp_file.write_bytes(stamp)

    assert before["text"] == "has what is needed (made with pip)"
    assert found[0] == "has what is needed (not made by `mlserve up`)"
    assert found[1].endswith("lacks tiny-trainer >=2.1,<3 (it has 1.0)")


def test_an_environment_whose_python_is_gone_is_made_anew(installed: Doctor) -> None:
    for link in (installed.project / ".venv/bin").glob("python*"):
        link.unlink()
        link.symlink_to("/usr/lib/python-that-was-removed")

    found = installed.finding("environment of api")
    installed.mend("environment of api")

    assert (found["state"], "does not start" in found["text"]) == ("wrong", True)
    assert installed.state("environment of api") == "ok"


@pytest.mark.skipif(OTHER_PYTHON is None, reason="there is no Python 3.10")
def test_an_environment_with_another_python_is_made_anew(installed: Doctor) -> None:
    assert OTHER_PYTHON
    venv = installed.project / ".venv"
    shutil.rmtree(venv)
    subprocess.run([OTHER_PYTHON, "-m", "venv", "--without-pip", venv], check=True)

    found = installed.finding("environment of api")
    installed.mend("environment of api")

    assert (found["state"], "has Python 3.10." in found["text"]) == ("wrong", True)
    assert installed.state("environment of api") == "ok"


@pytest.fixture
def committed(bake: Bake, at: At) -> Doctor:
    """A project with a model of its owner, all of it committed."""
    project = bake("내 것 ours", project_name="demo", dataset="own")
    folder = project / "models/demo/1"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"weights")
    manifest = {"file": "model.onnx", "format": "onnx", "sha256": hashlib.sha256(b"weights").hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    doctor = at(project)
    doctor.mend("repository")
    return doctor


def test_a_project_without_a_repository_gets_one(committed: Doctor) -> None:
    assert committed.finding("repository")["text"] == "all is committed"


def test_a_repository_without_commits_gets_one(bake: Bake, at: At) -> None:
    project = bake(preset="simple")
    subprocess.run(["git", "init", "--quiet", project], check=True)
    doctor = at(project)

    found = doctor.finding("repository")
    doctor.mend("repository")

    assert "no commits" in found["text"]
    assert doctor.state("repository") == "ok"


def test_what_is_not_committed_is_committed_and_what_git_does_not_know_is_no_matter(committed: Doctor) -> None:
    (committed.project / "draft.txt").write_text("mine", encoding="utf-8")
    before = committed.state("repository")
    (committed.project / "LICENSE").write_text("mine\n", encoding="utf-8")

    found = committed.finding("repository")
    committed.mend("repository")

    assert (before, found["text"][:7]) == ("ok", "1 files")
    assert committed.state("repository") == "ok"


def test_a_committed_artifact_that_was_damaged_comes_back(committed: Doctor) -> None:
    artifact = committed.project / "models/demo/1/model.onnx"
    artifact.write_bytes(b"other weights")

    found = committed.finding("model demo, version 1")
    committed.mend("model demo, version 1")

    assert found["state"] == "wrong"
    assert (committed.state("model demo, version 1"), artifact.read_bytes()) == ("ok", b"weights")


def test_a_port_that_a_server_has_is_free_once_that_is_stopped_as_it_says(committed: Doctor) -> None:
    port = free_port()
    (committed.project / ".env").write_text(f"API_PORT={port}\n", encoding="utf-8")
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        while committed.state("port of api") == "ok":
            assert server.poll() is None

        found = committed.finding("port of api")
        told = re.search(r"stop it \(kill (\d+)\)", found["text"])
        assert told, found
        os.kill(int(told[1]), signal.SIGTERM)

    assert int(told[1]) == server.pid
    assert committed.finding("port of api")["text"] == f"{port} is free"


@needs_poetry
def test_a_lock_file_that_is_stale_is_made_anew(bake: Bake, at: At) -> None:
    project = bake(preset="simple")
    pyproject = project / "pyproject.toml"
    text = re.sub(
        r"^(dependencies|train|dev) = \[.*?^\]", r"\1 = []", pyproject.read_text(), flags=re.DOTALL | re.MULTILINE
    )
    pyproject.write_text(text, encoding="utf-8")  # nothing to resolve: no index is asked
    doctor = at(project)
    doctor.mend("poetry.lock of api")
    assert doctor.state("poetry.lock of api") == "ok"
    pyproject.write_text(
        text.replace('version = "0.1.0"', 'version = "0.1.0"\noptional-dependencies = { more = [] }', 1)
    )

    found = doctor.finding("poetry.lock of api")
    doctor.mend("poetry.lock of api")

    assert (found["state"], found["text"]) == ("wrong", "it is older than pyproject.toml")
    assert doctor.state("poetry.lock of api") == "ok"


@pytest.fixture
def simple_index() -> Iterator[str]:
    """An index that serves the Simple API and nothing else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path.startswith("/simple/") else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple"
        server.shutdown()


def test_an_index_that_pip_is_set_to_can_be_changed(
    bake: Bake, at: At, simple_index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    unreachable = f"http://127.0.0.1:{free_port()}/simple"
    subprocess.run([sys.executable, "-m", "pip", "config", "set", "global.index-url", unreachable], check=True)
    doctor = at(bake(preset="simple"))

    before = doctor.state("package index")
    doctor.mend("package index", lambda command: command.replace("URL", simple_index))

    assert before == "wrong"
    assert doctor.finding("package index")["text"].startswith(f"{simple_index} serves the Simple API only")


def test_an_index_that_the_project_names_can_be_changed(
    bake: Bake, at: At, simple_index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    doctor = at(bake(preset="simple", package_index=f"http://127.0.0.1:{free_port()}/simple/"))
    doctor.mend("repository")

    before = doctor.state("package index")
    doctor.mend("package index", lambda command: command.replace("URL", f"{simple_index}/"))

    assert before == "wrong"
    assert doctor.finding("package index")["text"].startswith(f"{simple_index} serves the Simple API only")


def test_the_index_in_the_environment_is_named_as_that(
    bake: Bake, at: At, simple_index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{free_port()}/simple")
    doctor = at(bake(preset="simple", package_index=f"{simple_index}/"))

    found = doctor.finding("package index")

    assert (found["state"], found["mend"]) == ("wrong", "export PIP_INDEX_URL=URL")


@needs_poetry
def test_where_poetry_has_the_plugin_an_index_with_the_simple_api_alone_will_do(
    bake: Bake, at: At, simple_index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", simple_index)

    found = at(bake(preset="simple")).finding("package index")

    if index.has_plugin():
        assert (found["state"], "Poetry has poetry-plugin-pypi-mirror" in found["text"]) == ("ok", True)
    else:
        assert (found["state"], found["mend"]) == ("note", "pipx inject poetry poetry-plugin-pypi-mirror")


def test_where_git_is_missing_it_says_how_to_install_it(
    committed: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = tmp_path / "no git/brew"
    manager.parent.mkdir()
    manager.touch()
    manager.chmod(0o755)
    monkeypatch.setenv("PATH", str(manager.parent))

    found = committed.finding("git")

    assert (found["state"], found["mend"]) == ("note", "brew install git")
    assert committed.finding("repository")["text"] == "not looked at: there is no git"


def test_a_git_that_is_too_old_for_updates_is_told(
    committed: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old/git"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho git version 2.30.2\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}{os.environ['PATH']}")

    assert committed.finding("git")["text"] == "git version 2.30.2: `mlserve update` needs 2.38"
