"""The service server runs unchanged against Ray Serve, on two nodes, of which one dies."""

import json
import time
from collections import Counter

import pytest
from kinds import Bake

from full.installing import command, install
from full.ray_cluster import ray_cluster
from full.serving import fetch, server
from full.traffic import Traffic

pytestmark = [pytest.mark.full, pytest.mark.alone]  # a raylet gives up where what it starts gets too little CPU

PATIENCE = 180  # seconds, for a machine that has other things to do


def test_a_node_that_dies_costs_no_request_and_one_that_joins_is_asked(bake: Bake) -> None:
    project = bake(project_name="x", layout="microservice", ray="yes")
    ml, api = project / "services" / "ml", project / "services" / "api"
    python = install(ml, "train", "ray")
    command(ml, python, "-m", "x.ml.train")
    example = json.loads((project / "example.json").read_text(encoding="utf-8"))

    with ray_cluster(ml, python) as cluster:
        second = cluster.add_node()
        cluster.deploy(project / "deploy" / "ray" / "serve.yaml")
        cluster.wait_until_served_by(2)

        install(api)
        settings = {"API_LOG_LEVEL": "warning", "API_ML_URLS": ",".join(cluster.urls)}
        with server(api, "x.api", "/health/live", **settings) as url:
            wait_until_asked(url, cluster.urls)
            with Traffic(f"{url}/v1/predict", example) as traffic:
                traffic.wait_for_more(200)
                cluster.kill(second)
                traffic.wait_for_more(400)
                wait_until_asked(url, cluster.urls[:1])
                cluster.add_node()
                wait_until_asked(url, cluster.urls)
                traffic.wait_for_more(200)

    assert Counter(traffic.ends).keys() == {200}


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
