"""The list of a project's files: checked in for each layout and preset; for other answers, it follows from these."""

from itertools import combinations
from pathlib import Path

import pytest
from bringing import change, fewest, files_of, kind_of, only_together
from cases import Answers, by_case
from checks import contents
from kinds import Bake

from hooks.components import COMPONENTS, has
from mlserve.options import options
from mlserve.tree import draw, list_files

TREES = Path(__file__).parent / "trees"
LAYOUTS, PRESETS = options()["layout"].choices, options()["preset"].choices
OWN = "own"
"""What stands in the place of a preset for a project with all components and a model of one's own."""

CI = {"github": {".github/workflows/ci.yml"}, "gitlab": {".gitlab-ci.yml"}, "none": set[str]()}
UPDATES = {("github", "yes"): {".github/workflows/update.yml"}}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("preset", [*PRESETS, OWN])
def test_the_tree_of_a_preset_is_the_one_that_is_checked_in(
    bake: Bake, layout: str, preset: str, request: pytest.FixtureRequest
) -> None:
    listing = TREES / f"{layout}-{preset}.txt"

    answers = {"preset": "full", "dataset": "own"} if preset == OWN else {"preset": preset}

    tree = draw("my-project", list_files(bake(layout=layout, ci="none", **answers))) + "\n"

    if request.config.getoption("--refresh-trees"):
        listing.write_text(tree, encoding="utf-8")
    assert tree == listing.read_text(encoding="utf-8"), "if this is meant: python -m pytest -k tree --refresh-trees"


def test_there_is_no_other_tree() -> None:
    named = {f"{layout}-{preset}" for layout in LAYOUTS for preset in (*PRESETS, OWN)}

    assert {file.stem for file in TREES.iterdir()} == named


@by_case
def test_a_project_has_the_files_of_its_components_and_of_every_two_of_them(bake: Bake, answers: Answers) -> None:
    kind = kind_of(answers)
    files = set(files_of(kind, fewest(kind)))
    chosen = [each for each in COMPONENTS if has(answers, each) and each not in fewest(kind)]
    changes = [change(kind, each) for each in chosen]
    for _, gone in changes:
        files -= gone
    for brought, _ in changes:
        files |= brought
    for one, other in combinations(chosen, 2):
        files |= only_together(kind, one, other)

    files |= of_ci(answers) | of_runtime(answers) | of_ray(answers)
    assert set(contents(bake(**answers))) == files


def of_ci(answers: Answers) -> set[str]:
    """Return what a project has for its CI."""
    return CI[answers["ci"]] | UPDATES.get((answers["ci"], answers["updates"]), set())


def of_runtime(answers: Answers) -> set[str]:
    """Return what a project has for what runs a model of one's own; an example's may need scikit-learn anyway."""
    if (answers["dataset"], answers["runtime"]) != ("own", "scikit-learn"):
        return set()
    folder = "services/ml/tests" if answers["layout"] == "microservice" else "tests/ml"
    formats = {f"{folder}/test_format_{each}.py" for each in ("categories", "frame", "lightgbm", "skops", "xgboost")}
    return {f"{folder}/test_estimators.py", *formats}


def of_ray(answers: Answers) -> set[str]:
    """Return what a project has for Ray, which serves the ML server: in microservices."""
    names = ("README.md", "ray_app.py", "serve.yaml") if answers["layout"] == "microservice" else ()
    return {f"deploy/ray/{name}" for name in names if answers["ray"] == "yes"}
