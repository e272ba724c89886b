"""A model in trouble: the example's own, which first does what a row asks of it."""

import ctypes
import os
import signal
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum

from {{ cookiecutter.package_name }}.ml.batcher import Tensor
from {{ cookiecutter.package_name }}.ml.config import EngineConfig
from {{ cookiecutter.package_name }}.ml.loading import (
    Loaded,
    load_verified,
)
from {{ cookiecutter.package_name }}.ml.signature import ModelInfo
from {{ cookiecutter.package_name }}.ml.tensors import Arrays

AT_LOAD = "TROUBLE_AT_LOAD"
"""The variable that names the trouble which loading runs into, for a minute where it lasts."""

ASKED = 1_000_000
"""A row's first value is this much and the number of a trouble, its second one the seconds."""


class Trouble(IntEnum):
    """What may happen."""

    NONE = 0
    SLEEP = 1
    HOLD_THE_GIL = 2
    FAIL = 3
    FAIL_IN_ITS_OWN_WAY = 4
    EXIT = 5
    CRASH = 6
    RUN_OUT_OF_MEMORY = 7


class OwnError(Exception):
    """An error that cannot cross to another process."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} {second}")
        self.held = lambda: None


def load_troubled(config: EngineConfig) -> Loaded:
    """Load the model, after trouble."""
    _get_into(Trouble[os.environ.get(AT_LOAD, "NONE")], 60)
    loaded = load_verified(config)

    def run(inputs: Arrays) -> Arrays:
        (x,) = inputs.values()
        if x[0, 0] >= ASKED:
            _get_into(Trouble(round(x[0, 0] - ASKED)), float(x[0, 1]))
        return loaded.model.run(inputs)

    return replace(loaded, model=replace(loaded.model, run=run))


def asking_for(trouble: Trouble, seconds: float, info: ModelInfo) -> list[Tensor]:
    """Return a row for the model that *info* describes, which asks for *trouble*."""
    (spec,) = info["inputs"]
    width = spec["shape"][1]
    data = struct.pack(f"<{width}f", ASKED + trouble, seconds, *[0.0] * (width - 2))
    return [Tensor(name=spec["name"], datatype="FP32", shape=[1, width], data=data)]


def _get_into(trouble: Trouble, seconds: float) -> None:
    if trouble:
        sys.stdout.write(f"{trouble.name}\n")
        sys.stdout.flush()
    _ACTS[trouble](seconds)


def _nothing(_: float) -> None: ...


def _hold_the_gil(seconds: float) -> None:
    ctypes.PyDLL(None).usleep(round(seconds * 1_000_000))  # PyDLL keeps it, where CDLL would not


def _fail(_: float) -> None:
    raise ValueError("no answer to that")


def _fail_in_its_own_way(_: float) -> None:
    raise OwnError("no answer", "to that")


def _exit(_: float) -> None:
    os._exit(3)


def _crash(_: float) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _run_out_of_memory(_: float) -> None:
    raise MemoryError


_ACTS: dict[Trouble, Callable[[float], None]] = {
    Trouble.NONE: _nothing,
    Trouble.SLEEP: time.sleep,
    Trouble.HOLD_THE_GIL: _hold_the_gil,
    Trouble.FAIL: _fail,
    Trouble.FAIL_IN_ITS_OWN_WAY: _fail_in_its_own_way,
    Trouble.EXIT: _exit,
    Trouble.CRASH: _crash,
    Trouble.RUN_OUT_OF_MEMORY: _run_out_of_memory,
}
