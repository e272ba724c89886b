"""Build the images of generated projects, and run them as production would."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


def build(folder: Path, tag: str) -> str:
    """Build the Dockerfile in *folder*, and return the image's *tag*."""
    command(folder, docker(), "build", "--tag", tag, ".", minutes=20, DOCKER_BUILDKIT="1")
    return tag


@contextmanager
def running(tag: str, *options: str, **settings: str) -> Iterator[str]:
    """Run an image with nothing that it does not need; give the container's name once it is healthy."""
    engine, here = docker(), Path()
    told = [*options, *(f"--env={name}={value}" for name, value in settings.items())]
    name = command(here, engine, "run", "--detach", *GUARDED, *told, "--publish=127.0.0.1::8000", tag).strip()
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
        command(here, engine, "rm", "--force", "--volumes", name)


@contextmanager
def new_volume(name: str) -> Iterator[str]:
    """Give the name of a volume that is not there yet; what is put into it goes away."""
    try:
        yield name
    finally:
        command(Path(), docker(), "volume", "rm", "--force", name)


def inspect(what: str, template: str) -> str:
    """Return what docker says of an image or a container."""
    return command(Path(), docker(), "inspect", "--format", template, what).strip()


@dataclass(frozen=True)
class Services:
    """What a compose file has started."""

    project: Path

    def compose(self, *arguments: str) -> str:
        """Run a command of Compose, on a port that nobody else has; a database gets a password."""
        here = self.project
        return command(here, docker(), "compose", *arguments, API_PORT="0", POSTGRES_PASSWORD="of-this-test").strip()  # noqa: S106  (a container's)

    def published(self, service: str, port: int) -> str:
        """Return the URL under which a port can be reached from this computer; nothing where it cannot."""
        listed = self.compose(
            "ps", "--format", "{{range .Publishers}}{{.TargetPort}} {{.PublishedPort}}\n{{end}}", service
        )
        pairs = [line.split() for line in listed.splitlines() if line.strip()]
        found = [public for private, public in pairs if private == str(port) and public != "0"]
        return f"http://127.0.0.1:{found[0]}" if found else ""

    def user(self, service: str) -> str:
        """Return the id of the user that a service runs as."""
        return self.compose("exec", "--no-TTY", service, "id", "-u")

    def stop(self) -> dict[str, str]:
        """Stop all with SIGTERM and ten seconds; return the exit code of each, and whether it was out of memory."""
        containers = {name: self.compose("ps", "--quiet", name) for name in self.compose("ps", "--services").split()}
        self.compose("stop", "--timeout", "10")
        return {name: inspect(each, "{{.State.ExitCode}} {{.State.OOMKilled}}") for name, each in containers.items()}


@contextmanager
def composed(project: Path) -> Iterator[Services]:
    """Build the images of *project*'s services, and start its compose file; healthy where it begins.

    Images and containers have the project's name: of one name, one at a time.
    """
    services = Services(project)
    for folder in (project / "services").iterdir():
        build(folder, f"{project.name}-{folder.name}")
    try:
        services.compose("up", "--detach", "--wait", "--wait-timeout", "120", "--no-build", "--pull", "never")
        yield services
    finally:
        services.compose("down", "--timeout", "1", "--volumes")
