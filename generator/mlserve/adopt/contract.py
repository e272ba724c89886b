"""From facts to ``contract.json``: what the service server promises to its clients."""

from typing import Any

from .facts import Facts


def contract_of(facts: Facts, name: str, *, enforce: bool = False) -> dict[str, Any]:
    """Return the contract of the model called *name*; *enforce* makes bounds of the ranges."""
    return {
        "name": name,
        "description": _description(facts, name),
        "task": facts.task,
        "features": [_feature(feature, enforce=enforce) for feature in facts.features],
        "classes": facts.classes,
        "inputs": facts.inputs,
        "outputs": facts.outputs,
    }


def _description(facts: Facts, name: str) -> str:
    count = len(facts.features)
    noun = "feature" if count == 1 else "features"
    made_by = ", ".join(f"{library} {version}" for library, version in facts.libraries.items())
    return f"{name}: {facts.task} from {count} {noun}{f'; made with {made_by}' if made_by else ''}"


def _feature(known: dict[str, Any], *, enforce: bool) -> dict[str, Any]:
    feature: dict[str, Any] = {"name": known["name"], "type": known["type"]}
    if known["shape"]:
        feature["shape"] = known["shape"]
    if known["range"]:
        low, high = known["range"]
        if enforce:
            feature |= {"minimum": low, "maximum": high}
        else:
            feature["usual"] = [low, high]
    if known["categories"]:
        feature["enum"] = known["categories"]
    if known["nullable"]:
        feature["nullable"] = True
    feature["example"] = known["example"]
    return feature
