"""Read a model in a process of its own: bounded in memory and time, and gone when we go."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from mlserve import errors

from . import start

MEMORY_FLOOR = 4 * 2**30
"""Address space; numpy, scikit-learn, pyarrow, ONNX Runtime and the boosters map one GiB together."""
MEMORY_FACTOR = 8
"""How many times the size of the file may be in use at once: read, parsed, converted, opened."""
SECONDS = 900.0
_MAX_ANSWER = 512 * 2**20
_MAX_STDERR = 65536
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_KINDS = {
    "library": errors.LibraryMissing,
    "sample": errors.SampleRefused,
    "unsupported": errors.ModelUnsupported,
    "damaged": errors.FileRefused,
    "trust": errors.TrustNeeded,
}


def read(request: dict[str, Any], size: int, python: Path | None, seconds: float = SECONDS) -> dict[str, Any]:
    """Let a child process read the model that *request* names, and return its answer.

    Raises:
        ModelRefused: the child says why the model is not taken, or it crashed, or took too much memory or time.
    """
    memory = MEMORY_FLOOR + MEMORY_FACTOR * size
    command = [str(python or sys.executable), str(Path(start.__file__))]
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **dict.fromkeys(_THREADS, "2")},
            start_new_session=True,  # its own group: a Ctrl-C reaches us, and we end all of it
        )
    except OSError as error:
        raise errors.ReaderFailed(f"{command[0]} (--python) cannot be started: {error.strerror}") from error
    try:
        answer, said = _talk(child, {**request, "memory": memory}, seconds)
    except subprocess.TimeoutExpired as error:
        raise errors.ReaderFailed(
            f"reading {request['model']} took longer than {seconds:g} s, and was stopped: give fewer sample rows, or "
            "a smaller model"
        ) from error
    finally:
        _end(child)
    return _checked(answer, said, child.returncode, request["model"], memory)


def _talk(child: subprocess.Popen[bytes], request: dict[str, Any], seconds: float) -> tuple[bytes, str]:
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise AssertionError("all three are pipes")
    answer, said = bytearray(), bytearray()
    readers = [
        threading.Thread(target=_drain, args=(child.stdout, answer, _MAX_ANSWER), daemon=True),
        threading.Thread(target=_drain, args=(child.stderr, said, _MAX_STDERR), daemon=True),
    ]
    for reader in readers:
        reader.start()
    with suppress(OSError):  # it ended already, and its exit code says why
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()  # and stays open: its end tells the child that we are gone
    child.wait(seconds)
    for reader in readers:
        reader.join(5)
    return bytes(answer), said.decode(errors="replace")


def _drain(pipe: IO[bytes], into: bytearray, most: int) -> None:
    """Read *pipe* to its end, and keep its last *most* bytes."""
    while chunk := pipe.read1(65536):  # type: ignore[attr-defined]  # a BufferedReader has it
        into += chunk
        del into[:-most]


def _end(child: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    elif child.poll() is None:
        child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _checked(answer: bytes, said: str, code: int, model: str, memory: int) -> dict[str, Any]:
    try:
        result = json.loads(answer) if code == 0 else None
    except ValueError:
        result = None
    if isinstance(result, dict) and "error" in result:
        raise _KINDS.get(result["kind"], errors.ModelRefused)(result["error"])
    if isinstance(result, dict):
        return result
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "it said nothing")
    if "MemoryError" in said or "bad_alloc" in said or code in {-signal.SIGABRT, -9}:
        why = f"more memory is needed than it may use ({memory / 2**30:.1f} GiB)"
    elif code < 0:
        why = f"the library that reads it crashed ({signal.Signals(-code).name})"
    else:
        why = f"the process that reads it ended with code {code}"
    raise errors.ReaderFailed(
        f"{model} cannot be read: {why}. The file may be damaged; save it again. Last words: {last[:500]}"
    )
