"""The service server runs unchanged against Ray Serve, on two nodes, of which one dies."""

import json
import subprocess
import time
import venv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kinds import Bake

from full.installing import PYTHON, clean_environment, command, requirements
from full.ray_cluster import ray_cluster
from full.serving import fetch, free_port
from full.traffic import Traffic

pytestmark = pytest.mark.full

PATIENCE = 90  # seconds, for a machine that has other things to do


def test_a_node_that_dies_costs_no_request_and_one_that_joins_is_asked(bake: Bake) -> None:
    project = bake(project_name="x", layout="microservice")
    ml, api = project / "services" / "ml", project / "services" / "api"
    python = install(ml, "train", "ray")
    command(ml, python, "-m", "x.ml.train")
    example = json.loads((project / "example.json").read_text(encoding="utf-8"))

    with ray_cluster(ml, python) as cluster:
        second = cluster.add_node()
        cluster.deploy(project / "deploy" / "ray" / "serve.yaml")
        cluster.wait_until_served_by(2)

        with serving(api, install(api), cluster.urls) as url, Traffic(f"{url}/v1/predict", example) as traffic:
            traffic.wait_for_more(200)
            cluster.kill(second)
            traffic.wait_for_more(400)
            wait_until_asked(url, cluster.urls[:1])
            cluster.add_node()
            wait_until_asked(url, cluster.urls)
            traffic.wait_for_more(200)

    assert Counter(traffic.ends).keys() == {200}


def install(service: Path, *groups: str) -> Path:
    """Make ``.venv`` in a service, with what it needs to serve and *groups*, and return its Python."""
    venv.create(service / ".venv", with_pip=True)
    python = service / ".venv" / PYTHON
    needed = [each for group in groups for each in requirements(service, group)]
    command(service, python, "-m", "pip", "install", "--quiet", "--editable", ".", *needed)
    return python


@contextmanager
def serving(api: Path, python: Path, ml_urls: list[str]) -> Iterator[str]:
    """Run the service server, and give its URL once it asks *ml_urls*."""
    port = free_port()
    variables = {"API_PORT": str(port), "API_LOG_LEVEL": "warning", "API_ML_URLS": ",".join(ml_urls)}
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen([python, "-m", "x.api"], cwd=api, env=clean_environment() | variables) as server:
        try:
            wait_until_asked(url, ml_urls)
            yield url
        finally:
            server.terminate()


def wait_until_asked(url: str, ml_urls: list[str]) -> None:
    """Return once the service server at *url* asks *ml_urls* and no other."""
    deadline = time.monotonic() + PATIENCE
    while (found := asked(url)) != ml_urls:
        assert time.monotonic() < deadline, f"after {PATIENCE} s {found} are asked, not {ml_urls}"
        time.sleep(0.2)


def asked(url: str) -> list[str]:
    """Return the ML servers whose breaker is not open; none while nobody answers."""
    try:
        ready = fetch(f"{url}/health/ready")
    except OSError:
        return []
    return [server["url"] for server in ready["ml_servers"] if server["breaker"] != "open"]
