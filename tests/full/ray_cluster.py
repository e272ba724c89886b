"""A Ray cluster on this machine, a node at a time: started, deployed to, watched, killed."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import yaml
from sockets import free_port

from full.installing import clean_environment, command, lacking

HOST = "127.0.0.2"  # Ray takes 127.0.0.1 for a mistake and looks for a better address
SECONDS = 300  # for a machine that has other things to do
PATIENCE = 60  # seconds for a node to join; its raylet gives up where the agent beside it is slow to start
ATTEMPTS = 5
OBJECT_STORE = 100_000_000  # bytes; what Ray Serve sends goes past it

Node = subprocess.Popen[bytes]


class RayCluster:
    """Nodes of one CPU each, run by the Python of an ML service, in its folder.

    Attributes:
        urls: where the first and the second node listen for requests.

    """

    def __init__(self, service: Path, python: Path, home: Path) -> None:
        self._service = service
        self._python = python
        self._home = home
        self._token = secrets.token_hex(32)
        self._port, self._dashboard, self._client, *doors = (free_port() for _ in range(5))
        self._doors = doors
        self._nodes: list[Node] = []
        self._known: set[str] = set()  # the ids of all nodes seen so far
        self.urls = [f"http://127.0.0.1:{door}" for door in doors]

    def start(self) -> None:
        """Start the first node, the head."""
        ports = [f"--port={self._port}", f"--dashboard-port={self._dashboard}"]
        self._add("--head", *ports, f"--ray-client-server-port={self._client}", f"--temp-dir={self._home}")
        self._wait("the head lives", self._has_new_node)

    def add_node(self) -> Node:
        """Return another node once it has joined; one that does not is started again, as whatever runs nodes would."""
        for _ in range(ATTEMPTS):
            node = self._add(f"--address={HOST}:{self._port}")
            if within(PATIENCE, self._has_new_node):
                return node
            self.kill(node)
        raise self._failure(f"none of {ATTEMPTS} nodes joined")

    def deploy(self, config: Path) -> None:
        """Deploy the applications of a `serve.yaml`, listening on loopback."""
        content = yaml.safe_load(config.read_text(encoding="utf-8"))
        content["http_options"] |= {"host": "127.0.0.1", "port": self._doors[0]}
        changed = self._home / config.name
        changed.write_text(yaml.safe_dump(content), encoding="utf-8")
        address = f"http://127.0.0.1:{self._dashboard}"
        serve = self._python.with_name("serve")
        command(self._service, serve, "deploy", "--address", address, changed, minutes=5, **self._variables())

    def wait_until_served_by(self, nodes: int) -> None:
        """Return once there is a running replica on each of so many nodes, and each of them listens."""
        self._wait(f"replicas run on {nodes} nodes", lambda: served_by(self._get("/api/serve/applications/")) == nodes)

    def kill(self, node: Node) -> None:
        """Kill all processes of *node* at once, as a power failure would."""
        while alive := processes_of(node.pid):
            for process in alive:
                os.kill(process, signal.SIGKILL)
        node.wait()

    def stop(self) -> None:
        """Kill what is left."""
        for node in self._nodes:
            self.kill(node)

    def _add(self, *arguments: str) -> Node:
        fixed = ["--block", f"--node-ip-address={HOST}", "--num-cpus=1", f"--object-store-memory={OBJECT_STORE}"]
        with (self._home / "ray.log").open("ab") as log:
            node = subprocess.Popen(
                [self._python.with_name("ray"), "start", *fixed, *arguments],
                cwd=self._service,
                env=clean_environment() | self._variables(),
                stdout=log,
                stderr=log,
                start_new_session=True,  # by which its processes are found
            )
        self._nodes.append(node)
        return node

    def _variables(self) -> dict[str, str]:
        return {
            "RAY_USAGE_STATS_ENABLED": "0",
            "RAY_raylet_start_wait_time_s": str(PATIENCE),
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": self._token,
            "RAY_SERVE_WORKER_PROXY_HTTP_PORT": str(self._doors[1]),  # two nodes on one machine need two ports
        }

    def _get(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"}
        request = Request(f"http://127.0.0.1:{self._dashboard}{path}", headers=headers)
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

    def _has_new_node(self) -> bool:
        """Say whether the head takes a node for alive that it did not know when last asked."""
        nodes = [each["raylet"] for each in self._get("/nodes?view=summary")["data"]["summary"]]
        living = {node["nodeId"] for node in nodes if node["state"] == "ALIVE"}
        new = living - self._known
        self._known |= living
        return bool(new)

    def _wait(self, what: str, happened: Callable[[], Any]) -> None:
        if not within(SECONDS, happened):
            raise self._failure(f"not within {SECONDS} s: {what}")

    def _failure(self, why: str) -> AssertionError:
        return AssertionError(f"{why}\n{(self._home / 'ray.log').read_text(encoding='utf-8')}")


@contextmanager
def ray_cluster(service: Path, python: Path) -> Iterator[RayCluster]:
    """Give a cluster of one node; at the end no process of it is left."""
    if sys.platform != "linux":
        lacking("several Ray nodes on one machine need Linux")
    home = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))  # paths of sockets must be short
    cluster = RayCluster(service, python, home)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(home)


def within(seconds: float, happened: Callable[[], Any]) -> bool:
    """Say whether *happened* says yes in so many seconds; that nobody answers it is a no."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if happened():
                return True
        except (URLError, TimeoutError, ConnectionError):
            pass
        time.sleep(0.5)
    return False


def served_by(details: Any) -> int:
    """Return how many nodes have a running replica and listen, of what Ray Serve says of itself."""
    deployments = [each for app in details["applications"].values() for each in app["deployments"].values()]
    replicas = [replica for each in deployments for replica in each["replicas"]]
    running = {replica.get("node_id") for replica in replicas if replica["state"] == "RUNNING"}
    listening = {node for node, proxy in details["proxies"].items() if proxy["status"] == "HEALTHY"}
    return len(running & listening)


def processes_of(session: int) -> list[int]:
    """Return the living processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its_session = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has just ended
        if int(its_session) == session and state != "Z":
            found.append(int(stat.parent.name))
    return found
