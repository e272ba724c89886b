"""A component that is left out leaves nothing: no file, no dependency, no setting, no word about it."""

import re
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pytest
from bringing import KINDS, Kind, beside, exactly, files_of, goes
from cases import Answers, by_case
from checks import contents, texts
from kinds import Bake, Run
from leftovers import (
    dead_imports,
    empty_folders,
    listed_settings,
    parts,
    paths_to_nowhere,
    requirements,
    routes,
    settings,
    unlisted,
    unused_requirements,
)

from hooks.components import COMPONENTS, PRESETS, conflicts, has
from mlserve.defaults import complete
from mlserve.options import options, questions
from mlserve.render import derive

LEFT_OUT = [(kind, each) for kind in KINDS for each in COMPONENTS if beside(kind, each) is not None]
by_component_left_out = pytest.mark.parametrize(("kind", "component"), LEFT_OUT, ids=str)
by_kind = pytest.mark.parametrize("kind", KINDS, ids=str)


def test_components_are_the_options_that_a_preset_answers() -> None:
    assert [key for key, option in options().items() if "preset" in option.choices] == list(COMPONENTS)
    assert set(PRESETS) == set(options()["preset"].choices)


def test_the_template_has_the_components_that_the_rules_think_it_has() -> None:
    for answers in every_answer():
        if conflicts(answers):
            continue
        for component in COMPONENTS:
            written = derive(questions()[f"__{component}"], complete(answers))
            assert written in {"yes", ""}
            assert bool(written) == has(answers, component), answers


def every_answer() -> list[Answers]:
    """Return each kind of project with each preset, as it is and with one component said to be there or not."""
    sayings = [{}, *({key: value} for key in COMPONENTS for value in options()[key].choices)]
    return [{**dict(kind), "preset": preset, **said} for kind in KINDS for preset in PRESETS for said in sayings]


@by_case
def test_a_project_uses_what_it_has_and_has_what_it_names(bake: Bake, answers: Answers) -> None:
    project = bake(**answers)

    assert unused_requirements(project) == set()
    assert {part.name: settings(part) for part in parts(project)} == {
        part.name: listed_settings(part) for part in parts(project)
    }
    assert paths_to_nowhere(project) == []
    assert empty_folders(project) == []


@by_kind
def test_whatever_components_a_project_has_its_modules_find_each_other(kind: Kind) -> None:
    found = {
        chosen: dead
        for size in range(len(COMPONENTS) + 1)
        for chosen in combinations(COMPONENTS, size)
        if goes(kind, chosen) and (dead := dead_imports(files_of(kind, frozenset(chosen))))
    }

    assert found == {}


@by_kind
@pytest.mark.parametrize("preset", PRESETS)
def test_the_readme_beside_the_sources_names_each_of_their_files(bake: Bake, kind: Kind, preset: str) -> None:
    project = bake(preset=preset, **dict(kind))

    assert [module for part in parts(project) for module in unlisted(part)] == []


@by_component_left_out
def test_a_component_that_is_left_out_is_named_nowhere(bake: Bake, kind: Kind, component: str) -> None:
    whole = bake("whole", preset="full", **dict(kind))
    without = bake("without", preset="full", **dict(kind), **left_out(kind, component))
    folder = re.compile(rf"\b(?:api|tests)[/.]{component}\b|from \.+{component}\b")
    gone = names(whole) - names(without)

    for name, data in texts(without).items():
        text = data.decode()
        assert f"/{component}/" not in name
        assert folder.findall(text) == [], name
        assert [each for each in gone if each in text and mention(each).search(text)] == [], name


def mention(name: str) -> re.Pattern[str]:
    """Return what finds *name* in a text; one that is a common word, too, only where it is required or imported."""
    if name.isalpha() and name.islower():
        return re.compile(rf'"{name}[\[<>=~!]|(?:import|from) {name}\b')
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w/-])")


def left_out(kind: Kind, component: str) -> dict[str, str]:
    """Return the answers that leave *component* out of a full project, and with it those that need it."""
    gone = [component]
    while refused := conflicts(exactly(kind, set(COMPONENTS) - set(gone))):
        gone += refused
    return dict.fromkeys(gone, "no")


def names(project: Path) -> set[str]:
    """Return what people may read of a project's parts: dependencies, settings, URLs."""
    return set().union(
        *(requirements(part) | listed_settings(part) for part in parts(project)),
        (route for route in routes(project) if route.count("/") > 1),
    )


@pytest.mark.parametrize(
    ("flags", "reason", "way_out"),
    [
        ({"feedback": "yes", "history": "no"}, "feedback 'yes' needs history", "say feedback=no"),
        ({"feedback": "yes", "preset": "simple"}, "feedback 'yes' needs history", "history=yes"),
        ({"preset": "full", "history": "no"}, "feedback 'preset' needs history", "history=yes"),
        ({"operations": "no", "layout": "microservice"}, "operations 'no' does not go with", "layout=monolith"),
        ({"database": "postgresql", "preset": "simple"}, "database 'postgresql' needs history or jobs", "jobs=yes"),
        ({"database": "postgresql", "history": "no"}, "database 'postgresql' needs history or jobs", "database=sqlite"),
        ({"operations": "no", "dataset": "own"}, "operations 'no' does not go with dataset 'own'", "another dataset"),
        ({"updates": "yes", "ci": "none"}, "updates 'yes' needs CI", "or updates=no"),
    ],
    ids=str,
)
def test_what_does_not_go_together_is_refused_with_the_reason_and_the_way_out(
    run: Run, flags: Mapping[str, str], reason: str, way_out: str
) -> None:
    said = [part for key, value in flags.items() for part in (f"--{key}", value)]

    refused = run("new", "x", "--yes", *said)

    assert refused.exit_code == 1
    assert reason in refused.output
    assert way_out in refused.output
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("component", COMPONENTS)
def test_an_explicit_answer_beats_the_preset(bake: Bake, component: str) -> None:
    gone = left_out(KINDS[0], component)
    others = dict.fromkeys(set(COMPONENTS) - set(gone), "yes")

    less, more = bake("less", preset="full", **gone), bake("more", preset="simple", **others)

    assert contents(less).keys() == contents(more).keys()
    differing = {name for name, data in contents(less).items() if data != contents(more)[name]}
    assert differing == {"pyproject.toml"}  # which keeps the answers
