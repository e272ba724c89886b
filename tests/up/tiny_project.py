"""A tiny project of the generated shape, with a real server and a real trainer, for the tests of `mlserve up`."""

import textwrap
import zipfile
from collections.abc import Mapping
from pathlib import Path

PYPROJECT = """
[project]
name = "tiny"
version = "0.1.0"
requires-python = ">=3.11"

[dependency-groups]
train = ["tiny-trainer @ {wheel}"]
dev = [{{ include-group = "train" }}, "not-for-this-python; python_version < '3'"]
docs = ["not-installed; python_version < '3'"]

[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[tool.poetry]
packages = [{{ include = "tiny", from = "src" }}]

[tool.mlserve]
template_version = "0.1.0"

[tool.mlserve.answers]
package_name = "tiny"
layout = "monolith"
"""

BACKEND = '''
"""Build an editable wheel without any index."""
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    import pathlib
    name, info = "tiny-0.1.0-py3-none-any.whl", "tiny-0.1.0.dist-info"
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        wheel.writestr("tiny.pth", str(pathlib.Path("src").resolve()))
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 0.1.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
'''

TRAIN = '''
"""Train nothing, with a library of the group `train`."""
import os, pathlib, time
import tiny_trainer

print("training with", tiny_trainer.__name__)
time.sleep(float(os.environ.get("TINY_TRAIN_SECONDS", "0")))
folder = pathlib.Path(os.environ.get("ML_MODELS_DIR", "models")) / "tiny" / "1"
if "TINY_TRAINS_NOTHING" not in os.environ:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
'''

SERVER = '''
"""Answer /health/ready, and a POST with what it holds; the variables TINY_* make it misbehave."""
import http.server, json, os, pathlib, signal, socket, subprocess, sys, threading, time

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        reason = os.environ.get("TINY_NEVER_READY")
        self.send_response(503 if reason else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"title": "Service Unavailable", "detail": reason}).encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        print("served", self.path)

class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6 if ":" in os.environ["API_HOST"] else socket.AF_INET

def stop(number, frame):
    with open("stops", "a") as log:
        log.write(signal.Signals(number).name + "\\n")
    if "TINY_HANGS" not in os.environ:
        time.sleep(0.2)  # finishes what it has accepted
        sys.exit(0)

if code := os.environ.get("TINY_DIES_AT_ONCE"):
    sys.exit("no model here") if code == "1" else sys.exit(int(code))
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
pathlib.Path("pids").write_text(f"{os.getpid()} {helper.pid}")
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, stop)
if seconds := os.environ.get("TINY_DIES_AFTER"):
    threading.Timer(float(seconds), os._exit, [7]).start()
print("tiny server in", sys.prefix)
Server((os.environ["API_HOST"], int(os.environ["API_PORT"])), Handler).serve_forever()
'''


def write_project(folder: Path) -> Path:
    """Write the project, and the library that its training needs as a wheel beside it."""
    folder.mkdir(parents=True)
    wheel = write_wheel(folder.parent)
    files = {
        "pyproject.toml": PYPROJECT.format(wheel=wheel.as_uri()),
        "README.md": "",
        "backend.py": BACKEND,
        "src/tiny/api/__init__.py": "",
        "src/tiny/api/__main__.py": SERVER,
        "src/tiny/ml/__init__.py": "",
        "src/tiny/ml/train.py": TRAIN,
    }
    write_files(folder, files)
    return folder


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts under their names in *folder*."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")


def write_wheel(folder: Path) -> Path:
    """Write the library that the training needs."""
    path, info = folder / "tiny_trainer-1.0-py3-none-any.whl", "tiny_trainer-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny_trainer.py", "")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny-trainer\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(
            f"{info}/RECORD",
            "tiny_trainer.py,,\n" + "".join(f"{info}/{n},,\n" for n in ("METADATA", "WHEEL", "RECORD")),
        )
    return path
