"""What `mlserve` costs beside plain `cookiecutter`: the same template, the same answers, in turns.

Run it with the Python of an environment in which this repository is installed: ``python benchmarks/new.py [ROUNDS]``.
It prints the median CPU time (user and system, of all processes) and wall time of each, and the median of the ratios.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mlserve.source import HOOKS, QUESTIONS, TEMPLATE

BIN = Path(sys.executable).parent


class Cost(NamedTuple):
    """Seconds of one run."""

    cpu: float
    wall: float


def main(rounds: int) -> None:
    """Measure, and print what was measured."""
    with TemporaryDirectory() as folder:
        here = Path(folder) / "here"
        template = copy_parts(Path(folder) / "template")
        environment = {**os.environ, "HOME": folder}
        ours = [str(BIN / "mlserve"), "new", "x", "--yes"]
        theirs = [str(BIN / "cookiecutter"), "--no-input", str(template), "project_name=x"]

        def cost_of(command: list[str]) -> Cost:
            shutil.rmtree(here, ignore_errors=True)
            here.mkdir()
            return measure(command, here, environment)

        compare("new", ours, theirs, rounds, cost_of)
        compare("--help", [ours[0], "--help"], [theirs[0], "--help"], rounds, cost_of)


def copy_parts(folder: Path) -> Path:
    """Copy what plain cookiecutter needs, so that it has nothing else to copy."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(TEMPLATE, folder / "template", ignore=ignored)
    shutil.copytree(HOOKS, folder / "hooks", ignore=ignored)
    shutil.copy(QUESTIONS, folder)
    return folder


def measure(command: list[str], folder: Path, environment: dict[str, str]) -> Cost:
    """Run *command* in *folder* and return what it took."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, wall)


def compare(name: str, ours: list[str], theirs: list[str], rounds: int, cost_of: Callable[[list[str]], Cost]) -> None:
    """Run both in turns, *rounds* times after one for warming up, and print the medians."""
    pairs = [(cost_of(ours), cost_of(theirs)) for _ in range(rounds + 1)][1:]
    for number, kind in enumerate(Cost._fields):
        mine = statistics.median(our[number] for our, _ in pairs)
        other = statistics.median(their[number] for _, their in pairs)
        ratio = statistics.median(our[number] / their[number] for our, their in pairs)
        print(
            f"{name:7} {kind:5} mlserve {mine * 1000:5.0f} ms   cookiecutter {other * 1000:5.0f} ms   ratio {ratio:.2f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
