"""What a new model changes for the clients of a project: what they must know, and what breaks them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .contract import Contract, Feature, Output

NONE = "-"
COMPATIBLE, BREAKING = "compatible", "BREAKING"
V2_ONLY = "only for those of /v2, who send tensors"


@dataclass(frozen=True)
class Change:
    """One difference, and what it means to a client that is not changed."""

    where: str
    was: str
    now: str
    effect: str = COMPATIBLE

    @property
    def breaks(self) -> bool:
        """Whether it goes wrong for such a client."""
        return self.effect.startswith(BREAKING)


def changes(old: Contract, new: Contract) -> list[Change]:
    """Return how *new* differs from *old*, requests first; nothing where clients see no difference."""
    return [*_whole(old, new), *_requests(old, new), *_answers(old, new)]


def as_table(found: Sequence[Change]) -> str:
    """Return the changes as a table, one a line."""
    head = ("", "was", "now", "for clients")
    rows = [head, *((each.where, each.was, each.now, each.effect) for each in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(text.ljust(w) for text, w in zip(row[:3], widths, strict=True)), row[3]]) for row in rows
    )


def _whole(old: Contract, new: Contract) -> Iterator[Change]:
    if old.task != new.task:
        yield Change("task", old.task, new.task, "BREAKING: predictions mean something else")
    if old.raw["inputs"] != new.raw["inputs"]:
        yield Change("tensors in", _tensors(old, "inputs"), _tensors(new, "inputs"), V2_ONLY)
    if old.raw["outputs"] != new.raw["outputs"]:
        yield Change("tensors out", _tensors(old, "outputs"), _tensors(new, "outputs"), V2_ONLY)


def _requests(old: Contract, new: Contract) -> Iterator[Change]:
    before, after = ({each.name: each for each in one.features} for one in (old, new))
    for name, feature in before.items():
        if name not in after:
            yield Change(name, _type(feature), NONE, "BREAKING: a request that has it is refused")
    for name, feature in after.items():
        if name not in before:
            yield Change(name, NONE, _type(feature), "BREAKING: a request without it is refused")
        else:
            yield from _feature(before[name], feature)


def _feature(old: Feature, new: Feature) -> Iterator[Change]:
    if (old.type, old.shape) != (new.type, new.shape):
        wider = (old.type, new.type) == ("integer", "number") and old.shape == new.shape
        yield Change(new.name, _type(old), _type(new), COMPATIBLE if wider else "BREAKING: such values are refused")
    if old.nullable != new.nullable:
        effect = COMPATIBLE if new.nullable else "BREAKING: null is refused"
        yield Change(f"{new.name}: null", _yes(old.nullable), _yes(new.nullable), effect)
    if set(old.enum) != set(new.enum):
        lost = [each for each in old.enum if each not in new.enum] if new.enum else []
        effect = f"BREAKING: {_few(lost)} refused" if lost else COMPATIBLE
        if new.enum and not old.enum:
            effect = "BREAKING: any other value is refused"
        yield Change(f"{new.name}: values", _few(old.enum) or "any", _few(new.enum) or "any", effect)
    if (old.minimum, old.maximum) != (new.minimum, new.maximum):
        narrower = _above(new.minimum, old.minimum) or _above(_minus(new.maximum), _minus(old.maximum))
        effect = "BREAKING: values outside are refused" if narrower else COMPATIBLE
        yield Change(f"{new.name}: bounds", _range(old), _range(new), effect)


def _answers(old: Contract, new: Contract) -> Iterator[Change]:
    before, after = ({each.name: each for each in one.outputs} for one in (old, new))
    for name, output in before.items():
        if name not in after:
            yield Change(f"answer {name}", _type(output), NONE, "BREAKING: it is missing")
        elif (output.type, output.shape) != (after[name].type, after[name].shape):
            yield Change(f"answer {name}", _type(output), _type(after[name]), "BREAKING: it is of another type")
    for name, output in after.items():
        if name not in before:
            yield Change(f"answer {name}", NONE, _type(output))
    if old.classes != new.classes:
        same = set(old.classes) == set(new.classes)
        effect = COMPATIBLE if same else "BREAKING: a class that a client does not know, or waits for in vain"
        yield Change("classes", _few(old.classes), _few(new.classes), effect)


def _type(part: Feature | Output) -> str:
    return f"{part.type}{list(part.shape) if part.shape else ''}"


def _tensors(contract: Contract, which: str) -> str:
    found = contract.raw[which]
    first = ", ".join(f"{each['name']} {each['datatype']}{each['shape']}" for each in found[:2])
    return first if len(found) <= 2 else f"{first}, … ({len(found)})"  # noqa: PLR2004  (what fits a line)


def _few(values: Sequence[Any]) -> str:
    shown = ", ".join(map(str, values[:5]))
    return shown if len(values) <= 5 else f"{shown}, … ({len(values)})"  # noqa: PLR2004  (what fits a line)


def _range(feature: Feature) -> str:
    if feature.minimum is None and feature.maximum is None:
        return "none"
    return " to ".join("" if each is None else f"{each:g}" for each in (feature.minimum, feature.maximum)).strip()


def _above(new: float | None, old: float | None) -> bool:
    return new is not None and (old is None or new > old)


def _minus(value: float | None) -> float | None:
    return None if value is None else -value


def _yes(value: bool) -> str:  # noqa: FBT001  (it is all that it says)
    return "allowed" if value else "refused"
