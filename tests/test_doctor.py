"""`mlserve doctor` says what is wrong, and how it is mended."""

import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from kinds import Bake, Run
from sockets import free_port

Serve = Callable[..., str]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Make pip's index a server of our own, which has these paths; return its URL."""
    servers: list[ThreadingHTTPServer] = []

    def serve(**pages: bytes) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = pages.get(self.path.strip("/").replace("/", "_"))
                self.send_response(404 if body is None else 200)
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/simple"
        monkeypatch.setenv("PIP_INDEX_URL", url)
        return url

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def project(bake: Bake, serve: Serve) -> Path:
    """A project with a model, as `mlserve up` would find it; the index is a whole one."""
    serve(simple_pip=b"", pypi_pip_json=b'{"info": {}}')
    made = bake(project_name="demo")
    folder = made / "models/demo/1"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"weights")
    manifest = {"file": "model.onnx", "format": "onnx", "sha256": hashlib.sha256(b"weights").hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (made / ".env").write_text(f"API_PORT={free_port()}\n", encoding="utf-8")
    return made


def test_where_nothing_is_wrong_it_says_so(run: Run, project: Path) -> None:
    result = run("doctor", str(project))

    assert result.exit_code == 0, result.output
    assert "onnx, as its manifest describes it" in result.stdout
    assert f"mlserve up {project}" in result.stdout
    assert result.stdout.endswith("Nothing is wrong.\n")


def test_json_has_every_finding(run: Run, project: Path) -> None:
    findings = json.loads(run("doctor", str(project), "--json").stdout)

    assert {"Python", "CPUs", "package index", "port of api", "repository"} <= {each["subject"] for each in findings}


def test_an_artifact_that_was_changed_is_wrong(run: Run, project: Path) -> None:
    (project / "models/demo/1/model.onnx").write_bytes(b"other weights")

    result = run("doctor", str(project))

    assert result.exit_code == 1
    assert "model.onnx is not the file that its manifest describes" in result.stdout
    assert f"rm -r {project / 'models/demo/1'} && mlserve up {project}" in result.stdout


def test_an_installation_that_was_killed_is_wrong(run: Run, project: Path) -> None:
    (project / ".venv").mkdir()
    (project / ".venv/mlserve.json").write_text("cut o", encoding="utf-8")

    result = run("doctor", str(project))

    assert result.exit_code == 1
    assert ".venv was left unfinished" in result.stdout


def test_who_has_the_port_is_named(run: Run, project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        (project / ".env").write_text(f"API_PORT={taken.getsockname()[1]}\n", encoding="utf-8")

        result = run("doctor", str(project))

    assert "is taken by process" in result.stdout
    assert result.exit_code == 0


def test_an_index_without_the_json_api_needs_a_plugin_for_poetry(run: Run, project: Path, serve: Serve) -> None:
    serve(simple_pip=b"")

    assert "poetry-plugin-pypi-mirror" in run("doctor", str(project)).stdout


def test_an_index_that_cannot_be_reached_is_wrong_and_no_secret_is_shown(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"http://ada:secret@127.0.0.1:{free_port()}/simple")

    result = run("doctor", str(project))

    assert result.exit_code == 1
    assert "/simple cannot be reached" in result.stdout
    assert "secret" not in result.output


def test_where_there_is_no_project_the_machine_is_looked_at(run: Run, serve: Serve) -> None:
    serve(simple_pip=b"")

    result = run("doctor")

    assert result.exit_code == 0, result.output
    assert "Python" in result.stdout
    assert "holds no pyproject.toml" in result.stdout
