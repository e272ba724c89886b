"""The limit that no server can exceed: the model in a loop, in a process on the servers' CPU."""

import subprocess

from express import SERVERS_CPU, program_of

from .handwritten import fastapi_environment
from .interface import APPS, Place
from .results import Alone, Results
from .runtimes import RUNTIMES, variables
from .serving import ONE_CPU

VARIANTS = (("sklearn", 1), ("onnx", 1), ("onnx", 64))
"""The runtimes, and rows of one call."""


def alone(place: Place, number: int, seconds: float, results: Results) -> None:
    """Call the model for *seconds* with each runtime that can take it."""
    variants = [(runtime, max(rows, place.scenario.rows)) for runtime, rows in VARIANTS]
    for runtime, rows in dict.fromkeys(variants):
        if runtime != "onnx" or place.scenario.onnx:
            results.alone.append(_measure(place, number, (runtime, rows), seconds))


def _measure(place: Place, number: int, variant: tuple[str, int], seconds: float) -> Alone:
    runtime, rows = variant
    python = fastapi_environment(place, runtime).python
    done = subprocess.run(
        [program_of("taskset"), "-c", str(SERVERS_CPU), python, APPS / "alone.py", str(rows), str(seconds)],
        env={**ONE_CPU, **variables(place, runtime)},
        capture_output=True,
        text=True,
        check=True,
    )
    calls, took, cpu = (float(each) for each in done.stdout.split())
    return Alone(number, RUNTIMES[runtime], rows, calls / took, cpu / calls * 1e6)
