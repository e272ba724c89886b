"""What an owner does to a project of some release: a route, modules, tests, dependencies and a changed field."""

from pathlib import Path

from update.projects import Project

HEALTH = "from .routes.health import health_router\n"
IMPORT, CALL = "from .routes.limits import limits_router\n", "        limits_router(),\n"
MODEL = "        model_router(model, contract),\n"
FASTAPI, OURS = '"fastapi>=0.165,<0.200"', '"fastapi>=0.165,<0.199"'
OFFLINE = '    "fastapi-offline>=1.7.7,<2",\n'
HUMANIZE = '"humanize>=4.9,<6"'
DESCRIPTION = "From 30 measurements of its cell nuclei."

ROUTE = '''"""``GET /v1/limits``: what a request may have, for people."""

from fastapi import APIRouter
from humanize import naturalsize

LARGEST = 20_000


def limits_router() -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix="/v1", tags=["limits"])

    @router.get("/limits")
    async def limits() -> dict[str, str]:
        """Say how large a body may be."""
        return {"largest body": naturalsize(LARGEST)}

    return router
'''
ROUTES_TEST = '''"""Requests have limits."""

from fastapi.testclient import TestClient


def test_the_largest_body_is_told_in_words(client: TestClient) -> None:
    assert client.get("/v1/limits").json() == {"largest body": "20.0 kB"}
'''
UNITS = '''"""Lengths, as others measure them."""

CM = 2.54


def inches(centimetres: float) -> float:
    """Return a length in inches."""
    return centimetres / CM
'''
UNITS_TEST = '''"""Lengths are converted."""

from demo.ml.units import inches


def test_an_inch_is_an_inch() -> None:
    assert inches(2.54) == 1
'''


def edit(project: Project, layout: str) -> None:
    """Do to *project*, of any release until 0.4.0, what its owner does, and commit it."""
    split = layout == "microservice"
    api, ml = ("services/api/", "services/ml/") if split else ("", "")
    api_tests, ml_tests = ("services/api/tests", "services/ml/tests") if split else ("tests/api", "tests/ml")
    project.write(f"{api}src/demo/api/routes/limits.py", ROUTE)
    project.write(f"{api_tests}/test_limits.py", ROUTES_TEST)
    project.write(f"{ml}src/demo/ml/units.py", UNITS)
    project.write(f"{ml_tests}/test_units.py", UNITS_TEST)
    main = f"{api}src/demo/api/main.py"
    project.replace(main, HEALTH, HEALTH + IMPORT)
    project.replace(main, MODEL, MODEL + CALL)
    project.replace(f"{api}pyproject.toml", FASTAPI, OURS)
    project.replace(f"{api}pyproject.toml", OFFLINE, f"{OFFLINE}    {HUMANIZE},\n")
    project.replace(f"{api}src/demo/api/contract.json", DESCRIPTION, f"{DESCRIPTION} Ours.")
    project.commit("mine")


def put_in_its_place(project: Project) -> None:
    """Move the route of a monolith from `main.py` to where no update changes it, beside README's, and commit that."""
    main, place = "src/demo/api/main.py", "src/demo/api/routes/__init__.py"
    project.replace(main, IMPORT, "")
    project.replace(main, CALL, "")
    compare = "import compare_router\n"
    project.replace(place, compare, f"{compare}from .limits import limits_router\n")
    project.replace(place, "    return [", "    return [limits_router(), ")
    project.commit("a route in its place")


def lost(folder: Path) -> list[str]:
    """Return which of these edits are not in *folder*, in whichever layout it is."""
    texts = [file.read_text(encoding="utf-8") for file in folder.rglob("*") if file.suffix in {".py", ".toml", ".json"}]
    parts = (ROUTE, ROUTES_TEST, UNITS, UNITS_TEST, "limits_router()", OURS, HUMANIZE, f"{DESCRIPTION} Ours.")
    return [each for each in parts if not any(each in text for text in texts)]
