"""A pickle or joblib file: opening it runs code, so this happens only with --trust, and only in this process."""

from pathlib import Path
from typing import Any

from . import estimator as estimators
from .estimator_task import labels
from .refused import Refused, short
from .source import Source


def source(path: Path, trust: bool) -> Source:  # noqa: FBT001  (as it is asked for)
    """Unpickle what is at *path*.

    Raises:
        Refused: it is not trusted, needs modules that are not here, or holds no model.
    """
    if not trust:
        raise Refused("trust", f"{path} is a pickle: to open it is to run code of it. Only with --trust")
    return of_object(_loaded(path), str(path))


def of_object(model: Any, what: str) -> Source:
    """Say what an object is that some file held."""
    module = type(model).__module__.split(".")[0]
    name = type(model).__name__
    if module == "xgboost" and (name == "Booster" or hasattr(model, "get_booster")):
        from . import open_xgboost

        return open_xgboost.of_booster(model.get_booster() if hasattr(model, "get_booster") else model, what)
    if module == "lightgbm" and (name == "Booster" or hasattr(model, "booster_")):
        from . import open_lightgbm

        if name == "Booster":
            return open_lightgbm.of_booster(model, what)
        known = getattr(model, "classes_", None)
        classes = labels(known).tolist() if known is not None else None
        return open_lightgbm.of_booster(model.booster_, what, classes)
    if isinstance(model, dict | list | tuple):
        raise Refused(
            "unsupported",
            f"{what} holds a {name} of {len(model)} things, not one estimator: save the estimator alone, "
            "or give a Python file with load(path) and predict(model, batch)",
        )
    return estimators.source(model, what)


def _loaded(path: Path) -> Any:
    try:
        import joblib
    except ImportError:
        joblib = None
    try:
        if joblib is not None:
            return joblib.load(path)
        import pickle

        return pickle.loads(path.read_bytes())  # noqa: S301  (the same)
    except ModuleNotFoundError as error:
        raise Refused(
            "library",
            f"{path} needs the module {error.name!r}, which this Python does not have: install it, put its folder on "
            "PYTHONPATH, or give the Python of the environment in which the model was made: --python PATH",
        ) from error
    except MemoryError:
        raise
    except Exception as error:
        raise Refused(
            "damaged",
            f"{path} cannot be unpickled: {type(error).__name__}: {short(error)}. It may be truncated, or made by "
            "other versions of its libraries: --python PATH of the environment in which it was made",
        ) from error
