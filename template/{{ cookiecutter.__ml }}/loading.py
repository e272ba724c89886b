"""Load the model that a configuration names: found, verified by its golden samples, timed."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .batcher import Answer, Tensor
from .config import EngineConfig
from .manifest import find
from .model import Model, golden_inputs, load
from .tensors import to_arrays, to_tensors
from .threads import usable_cpus


@dataclass(frozen=True)
class Loaded:
    """A verified model, and the seconds that it takes for a full batch."""

    model: Model
    seconds: float

    def answer(self, inputs: list[Tensor]) -> Answer:
        """Predict the rows of *inputs*, which are in the order of the signature."""
        manifest = self.model.manifest
        return Answer(
            model_name=manifest.name,
            model_version=manifest.version,
            outputs=to_tensors(self.model.predict(to_arrays(inputs))),
        )


Load = Callable[[EngineConfig], Loaded]


def load_verified(config: EngineConfig) -> Loaded:
    """Load the artifact that *config* names.

    Raises:
        ArtifactError: it is missing, damaged, or does not answer its golden samples as it did.
    """
    folder = find(config.models_dir, config.name, config.version)
    model = load(folder, threads=config.threads or usable_cpus())
    model.check_golden()
    return Loaded(model, _seconds_of_a_full_batch(model, config.max_batch_rows))


def _seconds_of_a_full_batch(model: Model, rows: int) -> float:
    samples = golden_inputs(model.manifest.golden)
    batch = {name: np.resize(each, (rows, *each.shape[1:])) for name, each in samples.items()}
    model.predict(batch)
    started = time.perf_counter()
    model.predict(batch)
    return time.perf_counter() - started
