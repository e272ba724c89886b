"""Real models, each from its file to predictions over HTTP: those of its library, on rows it has not seen."""

import json
import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sockets import free_port

from full.brought.names import NAMES
from full.installing import PYTHON, command, install, install_into, path_without
from full.serving import fetch, running, serving
from full.sharing import Share
from mlserve.contracts.place import find_place

pytestmark = pytest.mark.full
of_one_worker = pytest.mark.xdist_group("models")  # they share environments

LIBRARIES = (
    "lightgbm",
    "mlflow-skinny",
    "numpy",
    "onnx",
    "onnxmltools",
    "onnxruntime",
    "pandas",
    "pyarrow",
    "scikit-learn",
    "skl2onnx",
    "skops",
    "xgboost",
)
APART = ("image", "imputed", "lightgbm-classes", "maps")
"""Those that are served as microservices; all others are monoliths."""

CHECKED = (("columns", "standard"), ("imputed", "simple"))
"""Those whose projects run all checks of their own each time, with their presets: one of each layout.

All others do with ``-m every``, which takes two hours.
"""

BOOSTERS = ("lightgbm-categories", "xgboost-categories")
"""Those that run on their own library: some tests of a project need that."""

ROWS = 100
"""In one request: 500 of them take five."""

Make = Callable[..., Path]


@pytest.fixture(scope="session")
def trained(share: Share) -> tuple[Path, Path]:
    """The Python that has the libraries, and the folder of the models that it has trained."""

    def make(folder: Path) -> None:
        python = install_into(folder / "venv", folder, *LIBRARIES)
        command(Path(__file__).parent, python, "-W", "ignore", "-m", "brought", folder / "models")

    folder = share("trained", make)
    return folder / "venv" / PYTHON, folder / "models"


@pytest.fixture
def make(mlserve: Path, trained: tuple[Path, Path], tmp_path: Path) -> Make:
    """Make a project of a model, with the command."""
    python, models = trained

    def make(name: str, *flags: str) -> Path:
        about = json.loads((models / name / "about.json").read_text(encoding="utf-8"))
        sample = ["--sample", models / name / about["sample"]] if about["sample"] else []
        layout = "microservice" if name in APART else "monolith"
        given = ["--model", models / name / about["model"], *sample, *about["flags"], "--python", python]
        command(tmp_path, mlserve, "new", name, "--yes", "--layout", layout, *flags, *given)
        return tmp_path / name

    return make


def test_the_names_are_those_of_the_models(trained: tuple[Path, Path]) -> None:
    assert sorted(each.name for each in trained[1].iterdir()) == list(NAMES)


@of_one_worker
@pytest.mark.parametrize("name", [name for name in NAMES if name not in dict(CHECKED)])
def test_a_trained_model_answers_over_http_as_in_its_library(
    name: str, make: Make, trained: tuple[Path, Path], environment: Callable[[Path], Path]
) -> None:
    project = make(name)

    with served(project, environment) as url:
        assert_same_answers(url, trained[1] / name, contract_of(project))


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "preset"),
    [
        *CHECKED,
        *(
            pytest.param(name, "standard", marks=pytest.mark.every)
            for name in NAMES
            if (name, "standard") not in CHECKED
        ),
    ],
)
def test_one_command_serves_a_trained_model_and_its_project_passes_its_own_checks(
    name: str, preset: str, make: Make, mlserve: Path, trained: tuple[Path, Path]
) -> None:
    project = make(name, "--preset", preset)
    services = sorted(project.glob("services/*"))
    pythons = {part: install(part, "dev", itself=part in services or not services) for part in [*services, project]}
    port, without_poetry = free_port(), path_without("poetry")

    with running(project, [str(mlserve), "up", "--port", str(port)], PATH=without_poetry):
        assert_same_answers(f"http://127.0.0.1:{port}", trained[1] / name, contract_of(project))

    for part, python in pythons.items():
        command(part, python, "-m", "mypy")
        command(part, python, "-m", "pytest", "-q")
    command(project, pythons[project], "-m", "ruff", "check", ".")
    command(project, pythons[project], "-m", "ruff", "format", "--check", ".")


@of_one_worker
@pytest.mark.parametrize("name", BOOSTERS)
def test_the_model_of_a_project_passes_its_tests_on_each_library_of_boosted_trees(
    name: str, make: Make, environment: Callable[[Path], Path]
) -> None:
    project = make(name)

    command(project, environment(project), "-m", "pytest", "-q", "tests/ml", PYTHONPATH=str(project / "src"))


def test_one_command_serves_a_trained_model(mlserve: Path, trained: tuple[Path, Path], tmp_path: Path) -> None:
    python, models = trained
    folder, port = models / "maps", free_port()
    given = ["--model", folder / "maps.onnx", "--sample", folder / "sample.csv", "--python", python]
    arguments = [mlserve, "new", "flowers", "--yes", *given, "--up", "--port", port]

    with running(tmp_path, list(map(str, arguments))) as url:
        answer = fetch(
            f"{url.removesuffix('/docs')}/v1/predict", json.loads((tmp_path / "flowers/example.json").read_text())
        )

    assert answer["model"] == {"name": "flowers", "version": "1"}


@contextmanager
def served(project: Path, environment: Callable[[Path], Path]) -> Iterator[str]:
    """Serve *project*, whichever its layout, and give its URL."""
    package, settings = project.name.replace("-", "_"), {}
    with ExitStack() as stack:
        if (project / "services").is_dir():
            ml, project = project / "services" / "ml", project / "services" / "api"
            url = stack.enter_context(serving(environment(ml), ml, f"{package}.ml", "/v2/health/ready"))
            settings = {"API_ML_URLS": url}
        yield stack.enter_context(serving(environment(project), project, f"{package}.api", "/health/ready", **settings))


def assert_same_answers(url: str, model: Path, contract: Any) -> None:
    """Ask for 500 rows, and compare the answers with those of the model's library; Swagger shows its features."""
    asked, expected = (
        json.loads((model / f"{file}.json").read_text(encoding="utf-8")) for file in ("rows", "expected")
    )
    features = {each["name"] for each in contract["features"]}
    rows = [{key: value for key, value in row.items() if key in features} for row in asked]

    parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    answers = [fetch(f"{url}/v1/predict", {"rows": part}) for part in parts]
    document = fetch(f"{url}/openapi.json")

    given = [prediction for answer in answers for prediction in answer["predictions"]]
    assert len(given) == 500
    for output, values in expected.items():
        wrong = [
            (row, wanted, found)
            for row, (wanted, found) in enumerate(zip(values, (each[output] for each in given), strict=True))
            if not same(wanted, found)
        ]
        assert not wrong, f"{len(wrong)} of 500 differ in {output}; first (row, wanted, found): {wrong[0]}"
    assert set(document["components"]["schemas"]["Row"]["properties"]) == features


def contract_of(project: Path) -> Any:
    return json.loads(find_place(project, command="the test").contract.read_text(encoding="utf-8"))


def same(wanted: Any, found: Any) -> bool:
    """Say whether two answers are the same: numbers within 1e-5, relative; all else exactly."""
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(wanted, list):
        return len(wanted) == len(found) and all(map(same, wanted, found))
    if isinstance(wanted, float):
        return math.isclose(wanted, found, rel_tol=1e-5, abs_tol=1e-8)
    return bool(wanted == found and type(wanted) is type(found))
