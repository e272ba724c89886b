"""What can be added to a project and removed from it, and the answer that does so."""

import difflib

from mlserve.errors import UsageMistake
from mlserve.options import options


def answer_for(component: str, answer: str) -> str:
    """Return KEY=VALUE that answers for *component*, or say which there are."""
    known = [key for key, option in options().items() if {"yes", "no"} <= option.choices.keys()]
    if component in known:
        return f"{component}={answer}"
    near = difflib.get_close_matches(component, known, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
    raise UsageMistake(
        f"there is no component {component!r}; {advice}. Other answers: `mlserve update --set KEY=VALUE`"
    )
