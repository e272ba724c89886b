"""A tiny project of the microservice layout: two real servers, of which one asks the other, and a real trainer."""

from pathlib import Path

from up.tiny_project import BACKEND, write_files, write_wheel

ROOT = """
[tool.mlserve.answers]
package_name = "tiny"
layout = "microservice"
"""

PART = """
[project]
name = "tiny"
version = "0.1.0"
requires-python = ">=3.11"

[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[dependency-groups]
"""

TRAIN = '''
"""Train nothing, with a library that only this service has, and tell how it was called."""
import os, pathlib, sys
import tiny_trainer

print("training with", tiny_trainer.__name__, "in", os.getcwd(), "and", sys.argv[1:])
folder = pathlib.Path(os.environ.get("ML_MODELS_DIR", "models")) / "tiny" / "1"
folder.mkdir(parents=True)
(folder / "manifest.json").write_text("{}")
'''

SERVER = '''
"""Be ready at one path, answer at others; TINY_@NAME@_HANGS and TINY_@NAME@_NEVER_READY make it misbehave."""
import http.server, json, os, pathlib, signal, subprocess, sys, threading, time
from urllib.request import urlopen

def tell(event):
    with open("../../events", "a") as log:
        log.write(f"@NAME@ {event}\\n")

def flood():
    for number in range(3000):
        os.write(1 + number % 2, b"%05d %s end\\n" % (number, b"@NAME@" * (number % 500)))
    os.write(1, b"flood is over\\n")

def ask():
    with urlopen(os.environ["API_ML_URLS"] + "/settings") as answer:
        return json.load(answer)

ANSWERS = {
    "@READY@": lambda: {},
    "/settings": lambda: {**os.environ, "prefix": sys.prefix, "pid": os.getpid()},
    "/ask": ask,
    "/flood": lambda: threading.Thread(target=flood).start(),
    "/die": lambda: threading.Timer(0.1, os._exit, [7]).start(),
}

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        never = os.environ.get("TINY_@NAME@_NEVER_READY")
        known = self.path in ANSWERS and not never
        self.send_response(200 if known else 503)
        self.end_headers()
        self.wfile.write(json.dumps(ANSWERS[self.path]() if known else {"detail": never}).encode())

    def log_message(self, *words):
        if self.path != "@READY@":
            print("served", self.path)

def stop(number, frame):
    tell("stopping")
    if "TINY_@NAME@_HANGS" not in os.environ:
        time.sleep(0.3)  # finishes what it has accepted
        tell("stopped")
        os.write(1, b"one of many last lines\\n" * 2500 + b"last words")
        sys.exit(0)

helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
pathlib.Path("pids").write_text(f"{os.getpid()} {helper.pid}")
signal.signal(signal.SIGTERM, stop)
tell("starting")
print("to stdout")
print("to stderr", file=sys.stderr)
address = os.environ["@NAME@_HOST"], int(os.environ["@NAME@_PORT"])
http.server.ThreadingHTTPServer(address, Handler).serve_forever()
'''


def write_microservice(folder: Path) -> Path:
    """Write the project, and the library that the training of one service needs as a wheel beside it."""
    folder.mkdir(parents=True)
    wheel = write_wheel(folder.parent)
    groups = {"api": "dev = []", "ml": f'train = ["tiny-trainer @ {wheel.as_uri()}"]'}
    ready = {"api": "/health/ready", "ml": "/v2/health/ready"}
    files = {"pyproject.toml": ROOT, "services/ml/src/tiny/ml/train.py": TRAIN}
    files["services/api/src/tiny/api/contract.json"] = "{}"
    for name, group in groups.items():
        files[f"services/{name}/pyproject.toml"] = PART + group
        files[f"services/{name}/backend.py"] = BACKEND
        server = SERVER.replace("@NAME@", name.upper()).replace("@READY@", ready[name])
        files[f"services/{name}/src/tiny/{name}/__main__.py"] = server
    write_files(folder, files)
    return folder
