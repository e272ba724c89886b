"""All models: name to what makes it."""

from collections.abc import Callable

from . import boosted, flow, graphs, kept, mixed, modules, plain
from .writing import Brought

MODELS: dict[str, Callable[[], Brought]] = {
    **plain.MODELS,
    **kept.MODELS,
    **mixed.MODELS,
    **boosted.MODELS,
    **graphs.MODELS,
    **flow.MODELS,
    **modules.MODELS,
}
