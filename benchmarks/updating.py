"""What `mlserve update` costs beside `mlserve new`: a default project of each past release comes to today's template.

Run it with the Python of an environment in which this repository is installed:
`python benchmarks/updating.py [ROUNDS]`.
It prints the median CPU time (user and system, of all processes, git's too) and wall time of each, and the median of
the ratios of paired runs; 3 is what an update may take.
"""

import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from new import Cost, measure

from mlserve.past import past_versions
from mlserve.render import render
from mlserve.update.carrying import filled
from mlserve.update.origin import Templates

GIT = shutil.which("git") or "git"
MLSERVE = [sys.executable, "-m", "mlserve"]


def main(rounds: int) -> None:
    """Measure, and print what was measured."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "HOME": name}
        for version in past_versions():
            project = committed(version, folder / version)
            compare(version, project, folder / "here", rounds, environment)


def committed(version: str, folder: Path) -> Path:
    """Return a default project of a release, in a repository."""
    folder.mkdir()
    source = Templates(folder).version(version, "")
    project = render(filled({"project_name": "demo"}, source), folder / "made", source)
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for arguments in (["init", "--quiet"], ["add", "--all"], [*who, "commit", "--quiet", "--message", "as generated"]):
        subprocess.run([GIT, *arguments], cwd=project, check=True, capture_output=True)
    return project


def compare(version: str, project: Path, here: Path, rounds: int, environment: dict[str, str]) -> None:
    """Run both in turns, *rounds* times after one for warming up, and print the medians."""
    pairs = [paired(project, here, environment) for _ in range(rounds + 1)][1:]
    for number, kind in enumerate(Cost._fields):
        new, update = (statistics.median(pair[side][number] for pair in pairs) for side in (0, 1))
        ratio = statistics.median(pair[1][number] / pair[0][number] for pair in pairs)
        print(f"from {version} {kind:5} update {update * 1000:5.0f} ms   new {new * 1000:5.0f} ms   ratio {ratio:.2f}")


def paired(project: Path, here: Path, environment: dict[str, str]) -> tuple[Cost, Cost]:
    """Make a new project, then update a copy of *project*."""
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir()
    new = measure([*MLSERVE, "new", "x", "--yes"], here, environment)
    shutil.copytree(project, here / "demo")
    subprocess.run([GIT, "status"], cwd=here / "demo", check=True, capture_output=True)  # its times are new
    return new, measure([*MLSERVE, "update", "demo", "--yes"], here, environment)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
