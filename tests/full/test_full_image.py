"""The image of a generated project builds from nothing, serves, and is hard to attack."""

import json
import os
import re
import subprocess
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from kinds import Bake

from full.images import build, docker, inspect, new_volume, running
from full.installing import command

pytestmark = pytest.mark.full


TAG = f"mlserve-test-{os.getpid()}"


def address_of(container: str) -> str:
    return command(Path(), docker(), "port", container, "8000/tcp").split()[0]


def status(url: str, key: str = "") -> int:
    """Ask for *url*, with an API *key* if there is one, and return the status of the answer."""
    request = Request(url, headers={"Authorization": f"Bearer {key}"} if key else {})  # noqa: S310  (our own loopback server)
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def test_the_image_serves_as_nobody_on_a_disk_that_cannot_be_written_and_stops_when_told(bake: Bake) -> None:
    project = bake(project_name="x")

    with running(build(project, TAG), API_ACCESS="open") as container:
        address = address_of(container)
        body = (project / "example.json").read_bytes()
        request = Request(f"http://{address}/v1/predict", body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:  # noqa: S310  (our own loopback server)
            predictions = json.load(answer)["predictions"]
        user = command(project, docker(), "exec", container, "id", "-u").strip()
        command(project, docker(), "stop", "--time=10", container)

        assert len(predictions) == len(json.loads(body)["rows"])
        assert user == "10001"
        assert inspect(container, "{{.State.ExitCode}} {{.State.OOMKilled}}") == "0 false"


def test_the_image_says_how_to_make_a_key_and_serves_who_has_it(bake: Bake) -> None:
    project = bake(project_name="x")
    build(project, TAG)

    refused = subprocess.run([docker(), "run", "--rm", TAG], capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    said = re.search(r"Create one: docker (run .*? -v keys:\S+ IMAGE .*? create NAME --scope read);", refused.stderr)
    assert said, refused.stderr

    with new_volume(f"{TAG}-keys") as volume:
        own = {"keys": volume, "IMAGE": TAG, "NAME": "tester"}
        typed = [re.sub("^keys(?=:)|^IMAGE$|^NAME$", lambda found: own[found[0]], each) for each in said[1].split()]
        made = subprocess.run([docker(), *typed], capture_output=True, text=True, check=True)
        with running(TAG, typed[2], typed[3]) as container:
            url = f"http://{address_of(container)}/v1/model"

            assert (status(url), status(url, made.stdout.strip())) == (401, 200)
