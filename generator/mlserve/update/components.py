"""What can be added to a project and removed from it, and the answer that does so."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from mlserve.errors import UsageMistake
from mlserve.options import options

from .errors import UpdateRefused


@dataclass(frozen=True)
class Component:
    """What a project may have: the question that it answers, the answer with which it is there, and that without."""

    key: str
    there: str = "yes"
    gone: str = "no"


NAMED = {
    "postgresql": Component("database", "postgresql", "sqlite"),
    "ml-servers": Component("ml_servers", "2", "1"),
    "github": Component("ci", "github", "none"),
    "gitlab": Component("ci", "gitlab", "none"),
}
"""Components that are one choice of a question."""

OF_MICROSERVICES = frozenset({"ml_servers", "ray"})
"""Questions whose answers change nothing in a monolith."""


def components() -> dict[str, Component]:
    """Return every component by the name that is typed: each question that is answered with yes or no, and `NAMED`."""
    asked = [key for key, option in options().items() if "yes" in option.choices]
    return {key.replace("_", "-"): Component(key) for key in asked} | NAMED


def answer_for(name: str, answers: Mapping[str, str], *, there: bool) -> str:
    """Return KEY=VALUE with which a project of these *answers* has the component *name*, or does not.

    Raises:
        UsageMistake: there is no such component.
        UpdateRefused: it would change nothing in this project.

    """
    known = components()
    component = known.get(name.replace("_", "-"))
    if component is None:
        near = difflib.get_close_matches(name, known, n=1)
        advice = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
        raise UsageMistake(f"there is no component {name!r}; {advice}. Other answers: `mlserve update --set KEY=VALUE`")
    answer = f"{component.key}={component.there if there else component.gone}"
    if there and component.key in OF_MICROSERVICES and answers.get("layout") == "monolith":
        raise UpdateRefused(
            f"{name} is for the layout 'microservice', and this project is a monolith, which has no ML server of its "
            f"own. Both at once: mlserve update --layout microservice --set {answer}"
        )
    if not there and component.key == "ci" and answers.get("ci") != component.there:
        raise UpdateRefused(f"{name} is not in this project: its CI is {answers.get('ci', 'not recorded')!r}")
    return answer
