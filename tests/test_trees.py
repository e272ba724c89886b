"""The list of a project's files: checked in for each layout and preset; for other answers, it follows from these."""

from itertools import combinations
from pathlib import Path

import pytest
from bringing import change, fewest, files_of, only_together
from cases import Answers, by_case
from checks import contents
from kinds import Bake

from hooks.components import COMPONENTS, has
from mlserve.options import options
from mlserve.tree import draw, list_files

TREES = Path(__file__).parent / "trees"
LAYOUTS, PRESETS = options()["layout"].choices, options()["preset"].choices
CI = {"github": {".github/workflows/ci.yml"}, "gitlab": {".gitlab-ci.yml"}, "none": set[str]()}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("preset", PRESETS)
def test_the_tree_of_a_preset_is_the_one_that_is_checked_in(
    bake: Bake, layout: str, preset: str, request: pytest.FixtureRequest
) -> None:
    listing = TREES / f"{layout}-{preset}.txt"

    tree = draw("my-project", list_files(bake(layout=layout, preset=preset, ci="none"))) + "\n"

    if request.config.getoption("--refresh-trees"):
        listing.write_text(tree, encoding="utf-8")
    assert tree == listing.read_text(encoding="utf-8"), "if this is meant: python -m pytest -k tree --refresh-trees"


def test_only_presets_have_a_tree() -> None:
    assert {file.stem for file in TREES.iterdir()} == {f"{layout}-{preset}" for layout in LAYOUTS for preset in PRESETS}


@by_case
def test_a_project_has_the_files_of_its_components_and_of_every_two_of_them(bake: Bake, answers: Answers) -> None:
    layout = answers["layout"]
    files = set(files_of(layout, fewest(layout)))
    chosen = [each for each in COMPONENTS if has(answers, each) and each not in fewest(layout)]
    changes = [change(layout, each) for each in chosen]
    for _, gone in changes:
        files -= gone
    for brought, _ in changes:
        files |= brought
    for one, other in combinations(chosen, 2):
        files |= only_together(layout, one, other)

    assert set(contents(bake(**answers))) == files | CI[answers["ci"]]
