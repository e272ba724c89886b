"""Which components a project has, and which of them go together (standard library only: a hook runs this)."""

from collections.abc import Mapping
from typing import Any

COMPONENTS = ("operations", "history", "jobs", "feedback", "access")

PRESETS = {
    "simple": frozenset(),
    "standard": frozenset({"operations", "history", "access"}),
    "full": frozenset(COMPONENTS),
}
"""The components of each preset; microservices have operations with any."""


def has(answers: Mapping[str, Any], component: str) -> bool | None:
    """Return whether *answers* put *component* in: its own answer beats the preset; None: they do not say yet."""
    own = answers.get(component, "preset")
    if own != "preset":
        return bool(own == "yes")
    if component == "operations" and answers.get("layout") == "microservice":
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
    if has(answers, "feedback") and has(answers, "history") is False:
        found["feedback"] = (
            "needs history, since outcomes are compared with predictions that were kept: "
            "leave history in (history=yes), or say feedback=no"
        )
    return found
