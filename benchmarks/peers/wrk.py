"""Put load on a server with wrk, on a CPU of its own: different bodies in turns, one connection after the other."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from express import LOAD_CPU, program_of

from .serving import Failed

SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local requests, next_one = {}, 0

function init(arguments)
  for body in io.lines("BODIES") do
    requests[#requests + 1] = wrk.format(nil, nil, nil, body)
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\\n{"requests": %d, "refused": %d, "broken": %d, "microseconds": %d, "p50": %f, "p99": %f}\\n',
    summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration, latency:percentile(50), latency:percentile(99)
  ))
end
"""


class Load(NamedTuple):
    """What the clients got: answers at 200, those a second, what failed, latencies in milliseconds."""

    answered: int
    per_second: float
    failed: int
    p50: float
    p99: float


def write_script(folder: Path, bodies: Sequence[bytes]) -> Path:
    """Write what wrk needs to send *bodies* in turns; return its script."""
    lines = folder / "bodies.txt"
    lines.write_bytes(b"".join(body + b"\n" for body in bodies))
    script = folder / "load.lua"
    script.write_text(SCRIPT.replace("BODIES", str(lines)), encoding="utf-8")
    return script


def put(url: str, script: Path, connections: int, seconds: float) -> Load:
    """Keep *connections* busy for *seconds*.

    Raises:
        Failed: wrk cannot; mostly, since there is no server.

    """
    options = ["-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "60s", "-s", str(script), url]
    command = [program_of("taskset"), "-c", str(LOAD_CPU), program_of("wrk"), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"wrk says: {done.stderr.strip() or done.stdout.strip()}")
    return read(done.stdout)


def read(output: str) -> Load:
    """Return what the script's last line says; broken connections and timeouts are no answers, and failed."""
    said = json.loads(output.splitlines()[-1])
    answered = said["requests"] - said["refused"]
    return Load(
        answered=answered,
        per_second=answered / said["microseconds"] * 1e6,
        failed=said["refused"] + said["broken"],
        p50=said["p50"] / 1000,
        p99=said["p99"] / 1000,
    )
