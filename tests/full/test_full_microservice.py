"""Microservices grow from nothing with one command: what is there then has style and types, and serves.

Their tests, which take many minutes, are run by those of presets, of models and of updates.
"""

import json
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from kinds import Bake
from sockets import free_port

from full.asking import directly, over_binary_v2, over_v1, over_v2, random_rows, tensor_of
from full.images import composed
from full.installing import PYTHON, command, install
from full.serving import fetch, predict_the_example, running, server

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("microservice")]  # one project for most of them


@pytest.fixture(scope="module")
def project(mlserve: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make, install, train and serve `shop`, of two ML servers; it has answered when it was stopped."""
    folder = tmp_path_factory.mktemp("grown")
    port = free_port()
    arguments = ["new", "shop", "--layout", "microservice", "--ml-servers", "2", "--yes", "--up", "--port", str(port)]
    with running(folder, [str(mlserve), *arguments]) as url:
        assert url == f"http://127.0.0.1:{port}/docs"
        assert predict_the_example(f"http://127.0.0.1:{port}")["model"] == {"name": "breast-cancer", "version": "1"}
    return folder / "shop"


def test_the_service_server_is_installed_without_what_a_model_needs(project: Path) -> None:
    python = project / "services" / "api" / ".venv" / PYTHON
    missing = "import importlib.util as u; print([n for n in ('numpy', 'onnxruntime', 'sklearn') if u.find_spec(n)])"

    assert command(project, python, "-c", missing).strip() == "[]"


def test_each_service_and_the_whole_have_the_style_and_the_types_that_they_ask_for(project: Path) -> None:
    whole = install(project, "dev", itself=False)

    for service in ("api", "ml"):
        python = project / "services" / service / ".venv" / PYTHON
        command(project / "services" / service, python, "-m", "mypy")
        command(project / "services" / service, python.with_name("lint-imports"))
    command(project, whole, "-m", "mypy")
    command(project, whole, "-m", "ruff", "check", ".")
    command(project, whole, "-m", "ruff", "format", "--check", ".")


def test_both_layouts_and_the_model_itself_give_the_same_answers(bake: Bake, mlserve: Path, project: Path) -> None:
    ml = project / "services" / "ml"
    contract = json.loads((project / "services/api/src/shop/api/contract.json").read_text(encoding="utf-8"))
    golden = json.loads((ml / "models/breast-cancer/1/manifest.json").read_bytes())["golden"]["inputs"][0]["data"]
    monolith = bake(project_name="mono")
    command(monolith, install(monolith, "train"), "-m", "mono.ml.train")
    port = str(free_port())
    two = f"http://127.0.0.1:{port}"

    with (
        server(monolith, "mono.api", "/health/ready") as one,
        running(project, [str(mlserve), "up", "--port", port]),
    ):
        ml_urls = [each["url"] for each in fetch(f"{two}/health/ready")["ml_servers"]]
        for values in (golden, random_rows(contract, 1000)):
            tensor = tensor_of(contract, values)
            python, reference = ml / ".venv" / PYTHON, project / "tests" / "reference.py"
            expected = directly(python, reference, ml / "models", tensor)
            assert len(expected["label"]) == tensor["shape"][0]
            for url in (one, two):
                assert over_v1(url, contract, tensor) == expected
            for url in (one, *ml_urls):
                assert over_v2(url, contract, tensor) == expected
                assert over_binary_v2(url, contract, tensor) == expected


def test_up_starts_each_ml_server_and_the_service_server_asks_them_all(mlserve: Path, project: Path) -> None:
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"

    with running(project, [str(mlserve), "up", "--port", port]):
        ml_urls = [each["url"] for each in fetch(f"{url}/health/ready")["ml_servers"]]
        before = [batches(each) for each in ml_urls]
        for _ in range(6):
            predict_the_example(url)
        after = [batches(each) for each in ml_urls]
        breakers = [each["breaker"] for each in fetch(f"{url}/health/ready")["ml_servers"]]

    assert breakers == ["closed", "closed"]
    assert [asked - earlier for asked, earlier in zip(after, before, strict=True)] == [3, 3]


def batches(ml_url: str) -> int:
    """Return how many batches an ML server has run."""
    with urlopen(f"{ml_url}/metrics", timeout=10) as answer:  # noqa: S310  (our own loopback server)
        (count,) = re.findall(r"^model_batch_rows_count (\d+)", answer.read().decode(), re.MULTILINE)
    return int(float(count))


@pytest.mark.parametrize(
    ("name", "answers", "ml_servers"),
    [("of-one", {}, ["ml"]), ("of-two", {"ml_servers": "2", "database": "postgresql"}, ["ml", "ml-2"])],
    ids=["default", "postgresql"],
)
def test_compose_starts_all_images_guarded_and_publishes_the_service_server_only(
    bake: Bake, name: str, answers: dict[str, str], ml_servers: list[str]
) -> None:
    project = bake(project_name=name, layout="microservice", **answers)
    row = json.loads((project / "example.json").read_text(encoding="utf-8"))["rows"][0]

    with composed(project) as services:
        url = services.published("api", 8000)
        answer = predict_the_example(url)
        kept = fetch(f"{url}/v1/predictions", {"input": row})
        again = fetch(f"{url}/v1/predictions/{kept['id']}")
        asked = [each["url"] for each in fetch(f"{url}/health/ready")["ml_servers"]]
        users = {name: services.user(name) for name in ("api", *ml_servers)}
        stopped = services.stop()

    assert answer["model"]["name"] == "breast-cancer"
    assert again == kept
    assert asked == [f"http://{name}:8001" for name in ml_servers]
    assert set(users.values()) == {"10001"}
    assert set(stopped) == {"api", *ml_servers, *(["database"] if answers else [])}
    assert set(stopped.values()) == {"0 false"}
