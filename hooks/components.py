"""Which components a project has, and which of them go together (standard library only: a hook runs this)."""

from collections.abc import Mapping
from typing import Any

COMPONENTS = ("operations", "history", "jobs", "feedback", "access")

PRESETS = {
    "simple": frozenset(),
    "standard": frozenset({"operations", "history", "access"}),
    "full": frozenset(COMPONENTS),
}
"""The components of each preset; microservices, and projects with a model of one's own, have operations with any."""


def has(answers: Mapping[str, Any], component: str) -> bool | None:
    """Return whether *answers* put *component* in: its own answer beats the preset; None: they do not say yet."""
    own = answers.get(component, "preset")
    if own != "preset":
        return bool(own == "yes")
    if component == "operations" and (answers.get("layout") == "microservice" or answers.get("dataset") == "own"):
        return True
    return component in PRESETS[answers["preset"]] if "preset" in answers else None


def conflicts(answers: Mapping[str, Any]) -> dict[str, str]:
    """Return why *answers* do not go together, by the component that is refused; some may still be open."""
    found = {}
    if answers.get("layout") == "microservice" and has(answers, "operations") is False:
        found["operations"] = (
            "does not go with layout 'microservice', whose two servers need it to find and to watch each other: "
            "say operations=yes, or layout=monolith"
        )
    elif answers.get("dataset") == "own" and has(answers, "operations") is False:
        found["operations"] = (
            "does not go with dataset 'own', since without it only ONNX models of a project's own training are served: "
            "say operations=yes, or another dataset"
        )
    if has(answers, "feedback") and has(answers, "history") is False:
        found["feedback"] = (
            "needs history, since outcomes are compared with predictions that were kept: "
            "leave history in (history=yes), or say feedback=no"
        )
    kept = [has(answers, each) for each in ("history", "jobs")]
    if answers.get("database") == "postgresql" and kept == [False, False]:
        found["database"] = (
            "needs history or jobs, since nothing else is kept: "
            "say history=yes or jobs=yes, or leave it out (database=sqlite)"
        )
    if answers.get("updates") == "yes" and answers.get("ci") == "none":
        found["updates"] = (
            "needs CI, since a job of it opens the pull requests: say ci=github or ci=gitlab, or updates=no"
        )
    return found
