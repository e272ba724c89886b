"""A skops file: opened only if all of its types are known to be harmless, or trusted by the owner."""

from importlib import import_module
from pathlib import Path

from . import open_pickle
from .refused import Refused, short
from .source import Source

_PACKAGES = {"sklearn", "numpy", "scipy", "xgboost", "lightgbm"}


def source(path: Path, trust: bool) -> Source:  # noqa: FBT001  (as it is asked for)
    """Open the estimator at *path*.

    Raises:
        Refused: it is damaged, or has types that nobody has trusted.
    """
    import skops.io

    try:
        types = skops.io.get_untrusted_types(file=path)
    except Exception as error:
        raise Refused("damaged", f"{path} is damaged: skops cannot read it: {short(error)}. Save it again") from error
    strange = [name for name in types if not _is_harmless(name)]
    if strange and not trust:
        raise Refused(
            "trust",
            f"{path} has types that are not known to be harmless: {', '.join(sorted(strange))}. Opening it runs "
            "their code. If you made it, or trust who did, add --trust",
        )
    try:
        estimator = skops.io.load(path, trusted=types)
    except ImportError:
        raise
    except Exception as error:
        raise Refused("damaged", f"{path} cannot be opened by skops: {short(error)}. Save it again") from error
    return open_pickle.of_object(estimator, str(path))


def _is_harmless(name: str) -> bool:
    """Say whether *name* is a class (or a ufunc) of a package for models: functions of those may do anything."""
    import numpy as np

    package, _, attribute = name.rpartition(".")
    if package.split(".")[0] not in _PACKAGES:
        return False
    try:
        found = getattr(import_module(package), attribute)
    except (ImportError, AttributeError, ValueError):
        return False
    return isinstance(found, type | np.ufunc)
