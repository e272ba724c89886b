"""From each past release an update leads to today's template, in both layouts, with the owner's edits."""

import pytest
from checks import contents

from mlserve.options import template_version
from mlserve.past import past_versions
from update.projects import Kept, Project

EVERY = pytest.mark.parametrize("version", past_versions())


@EVERY
@pytest.mark.parametrize("layout", ["monolith", "microservice"])
def test_the_newest_template_comes_and_edits_stay(generated: Kept, version: str, layout: str) -> None:
    project = Project(generated(version, layout=layout)).start()
    home = {"monolith": "", "microservice": "services/api/"}[layout]
    mine = f"{home}src/demo/api/billing.py"
    project.write(mine, "RATE = 3\n")
    readme = project.read("README.md")
    project.write("README.md", f"{readme}\n## Ours\n\nSee the wiki.\n")
    project.commit()
    asked = "ray" in project.record["answers"]

    done = project.update()

    assert done.exit_code == 0, done.output
    assert project.record == {"template_version": template_version(), "answers": project.record["answers"]}
    ray = "yes" if layout == "microservice" and not asked else "no"  # those that did not ask always put it in
    after, wanted = contents(project.path), contents(generated(template_version(), "wanted", layout=layout, ray=ray))
    assert after.pop(mine) == b"RATE = 3\n"
    assert after.pop("README.md") == wanted.pop("README.md") + b"\n## Ours\n\nSee the wiki.\n"
    assert after == wanted


@EVERY
def test_an_untouched_project_becomes_what_new_makes(generated: Kept, version: str) -> None:
    project = Project(generated(version)).start()

    project.update()

    assert contents(project.path) == contents(generated(template_version(), "wanted"))
