"""Build the images of generated projects, and run them as production would."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from full.installing import command, lacking

GUARDED = ["--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"]


def docker() -> str:
    """Return a docker whose engine answers."""
    for candidate in ("/usr/bin/docker", shutil.which("docker")):
        if candidate and Path(candidate).is_file():
            done = subprocess.run([candidate, "info"], capture_output=True, check=False)
            if done.returncode == 0:
                return candidate
    return lacking("no docker engine answers")


def build(folder: Path, name: str) -> str:
    """Build the Dockerfile in *folder*, and return the image's tag."""
    tag = f"mlserve-test-{name}-{os.getpid()}"
    command(folder, docker(), "build", "--tag", tag, ".", minutes=20, DOCKER_BUILDKIT="1")
    return tag


@contextmanager
def running(tag: str) -> Iterator[str]:
    """Run an image with nothing that it does not need; give the container's name once it is healthy."""
    engine, here = docker(), Path()
    name = command(here, engine, "run", "--detach", *GUARDED, "--publish=127.0.0.1::8000", tag).strip()
    healthy = f"{engine} inspect --format '{{{{.State.Health.Status}}}}' {name} | grep -qx healthy"
    try:
        command(
            here,
            "sh",
            "-c",
            f"for n in $(seq 120); do {healthy} && exit 0; sleep 0.5; done; {engine} logs {name}; exit 1",
        )
        yield name
    finally:
        command(here, engine, "rm", "--force", name)


def inspect(what: str, template: str) -> str:
    """Return what docker says of an image or a container."""
    return command(Path(), docker(), "inspect", "--format", template, what).strip()
