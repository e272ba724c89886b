"""The image of a generated project builds from nothing, serves, and is hard to attack."""

import json
import os
from urllib.request import Request, urlopen

import pytest
from kinds import Bake

from full.images import build, docker, inspect, running
from full.installing import command

pytestmark = pytest.mark.full


def test_the_image_serves_as_nobody_on_a_disk_that_cannot_be_written_and_stops_when_told(bake: Bake) -> None:
    project = bake(project_name="x")

    with running(build(project, f"mlserve-test-{os.getpid()}"), API_ACCESS="open") as container:
        address = command(project, docker(), "port", container, "8000/tcp").split()[0]
        body = (project / "example.json").read_bytes()
        request = Request(f"http://{address}/v1/predict", body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:  # noqa: S310  (our own loopback server)
            predictions = json.load(answer)["predictions"]
        user = command(project, docker(), "exec", container, "id", "-u").strip()
        command(project, docker(), "stop", "--time=10", container)

        assert len(predictions) == len(json.loads(body)["rows"])
        assert user == "10001"
        assert inspect(container, "{{.State.ExitCode}} {{.State.OOMKilled}}") == "0 false"
