"""A hostile or broken file: a clear error, exit code 1, nothing written, nothing run, little memory."""

import gzip
import io
import json
import os
import pickle
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kinds import Run

from mlserve.adopt import Given, adopt
from mlserve.errors import FileRefused, FormatUnknown, ModelRefused, TrustNeeded


class Command:
    """What runs a command when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.canary}",)


def zip_of(**files: bytes) -> bytes:
    """Return a zip file, compressed as far as it goes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_json", ".json"), data)
    return buffer.getvalue()


def sparse(path: Path) -> None:
    """Make a file of five GB that takes no room."""
    path.write_bytes(b"\x08\x07")
    os.truncate(path, 5 * 10**9)


HOSTILE: dict[str, tuple[Callable[[Path], Any], type[ModelRefused], str]] = {
    "empty": (lambda path: path.write_bytes(b""), FileRefused, "empty"),
    "5 GB": (sparse, FileRefused, "nothing was read"),
    "nothing": (lambda _path: None, FileRefused, "No such file"),
    "text": (lambda path: path.write_text("hello\n"), FormatUnknown, "none of the formats"),
    "an executable": (lambda path: path.write_bytes(b"\x7fELF" + bytes(99)), FormatUnknown, "none of the formats"),
    "json": (lambda path: path.write_text('{"a": 1}'), FormatUnknown, "not of XGBoost"),
    "keras": (lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(99)), FormatUnknown, "tf2onnx"),
    "pytorch": (lambda path: path.write_bytes(zip_of(**{"m/data.pkl": b""})), FormatUnknown, "torch.onnx.export"),
    "a broken zip": (lambda path: path.write_bytes(zip_of(schema_json=b"{}")[:40]), FileRefused, "damaged"),
    "a zip bomb": (lambda path: path.write_bytes(zip_of(schema_json=bytes(100_000_000))), FileRefused, "bomb"),
    "a truncated onnx": (lambda path: path.write_bytes(b"\x08\x08\x3a\xff\x0f" + bytes(9)), FileRefused, "truncated"),
    "a folder": (Path.mkdir, FileRefused, "no file"),
}


if hasattr(os, "mkfifo"):
    HOSTILE["a pipe"] = (os.mkfifo, FileRefused, "no regular file")

unix_only = pytest.mark.skipif(os.name != "posix", reason="links and shell scripts")


def peak() -> int:
    """Return the most memory that this process ever had, in bytes; 0 where nobody says."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    make, error, words = HOSTILE[name]
    model = tmp_path / "model.onnx"
    make(model)
    before = peak()

    with pytest.raises(error, match=words):
        adopt(Given(model, trust=True), tmp_path / "into")

    assert not (tmp_path / "into").exists()
    assert peak() - before < 100 * 2**20, "memory grew by 100 MiB"


@pytest.mark.parametrize("how", [lambda data: data, gzip.compress, zlib.compress], ids=["plain", "gzip", "zlib"])
def test_a_pickle_that_would_run_a_command_is_not_opened_and_the_command_is_named(
    how: Callable[[bytes], bytes], run: Run, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    (tmp_path / "model.onnx").write_bytes(how(pickle.dumps(Command(canary))))

    result = run("inspect", str(tmp_path / "model.onnx"))

    assert result.exit_code == 1, result.output
    assert "system" in result.output
    assert "--trust" in result.output
    assert not canary.exists()


def test_the_names_in_a_pickle_of_each_protocol_are_told(tmp_path: Path) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        (tmp_path / "model.pkl").write_bytes(pickle.dumps([1, Command(tmp_path / "canary")], protocol))

        with pytest.raises(TrustNeeded, match=r"(posix|nt)\.system"):
            adopt(Given(tmp_path / "model.pkl"), tmp_path / "into")

    assert not (tmp_path / "canary").exists()


@pytest.mark.parametrize("trust", [False, True])
def test_a_bomb_among_compressed_pickles_takes_no_memory(trust: bool, tmp_path: Path) -> None:  # noqa: FBT001
    with gzip.open(tmp_path / "model.joblib.gz", "wb") as file:
        file.write(b"\x80\x04\x8e" + (2**33).to_bytes(8, "little"))
        for _ in range(300):
            file.write(bytes(2**20))
    before = peak()

    with pytest.raises(FileRefused if trust else TrustNeeded, match="bomb" if trust else "--trust"):
        adopt(Given(tmp_path / "model.joblib.gz", trust=trust), tmp_path / "into")

    assert peak() - before < 100 * 2**20, "memory grew by 100 MiB"


def test_a_python_file_does_not_run_unless_it_is_trusted(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(f"open({str(tmp_path / 'canary')!r}, 'w')\ndef load(path): ...\n")

    with pytest.raises(TrustNeeded, match="--trust"):
        adopt(Given(tmp_path / "model.py"), tmp_path / "into")

    assert not (tmp_path / "canary").exists()


@unix_only
def test_a_link_that_leaves_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "secret").write_text("hidden")
    (tmp_path / "model" / "model.py").symlink_to(tmp_path / "secret")

    with pytest.raises(FileRefused, match="leaves"):
        adopt(Given(tmp_path / "model", trust=True), tmp_path / "into")


@pytest.mark.parametrize("path", ["../secret.onnx", "/etc/hostname", "sub/../../secret.onnx"])
def test_an_mlflow_folder_may_only_name_files_of_its_own(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret.onnx").write_bytes(b"\x08\x08")
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "MLmodel").write_text(json.dumps({"flavors": {"onnx": {"data": path}}}))

    with pytest.raises(FileRefused, match="not in the folder"):
        adopt(Given(tmp_path / "model"), tmp_path / "into")


def test_an_mlmodel_file_that_grows_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "MLmodel").write_text("a: &a [x, x]\nb: &b [*a, *a]\nflavors: *b\n")

    with pytest.raises(FileRefused, match="anchors"):
        adopt(Given(tmp_path), tmp_path / "into")


def test_a_model_that_only_mlflow_runs_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "MLmodel").write_text("flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.model\n")

    with pytest.raises(ModelRefused, match=r"python_function.*Python file"):
        adopt(Given(tmp_path), tmp_path / "into")


@pytest.mark.parametrize("version", ["../1", "", "a/b", "..", ".hidden", "x" * 65])
def test_a_version_never_leaves_its_folder(version: str, tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="version"):
        adopt(Given(tmp_path / "model.onnx"), tmp_path / "into", version=version)


@unix_only
def test_what_cannot_be_imported_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "model.txt").write_text("tree\nversion=v4\nend of trees\n")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -S -s "$@"\n')
    python.chmod(0o755)

    with pytest.raises(ModelRefused, match=r"(lightgbm|numpy) is needed.*python -m pip install"):
        adopt(Given(tmp_path / "model.txt", python=python), tmp_path / "into")
