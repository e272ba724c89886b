"""Make an artifact: load -> check -> split -> fit -> evaluate -> export -> release.

Deterministic: the same data and seed give the same artifact, and an unchanged artifact is not
written twice.
"""

import argparse
import sys
from pathlib import Path

from sklearn.base import BaseEstimator, is_regressor
from sklearn.metrics import (
    accuracy_score,
    log_loss,
    mean_absolute_error,
    r2_score,
    roc_auc_score,
    root_mean_squared_error,
)
from sklearn.model_selection import train_test_split

from .dataset import ContractError, check_contract
from .export import export
from .manifest import ArtifactError, read
from .recipe import NAME, load_data, make_estimator
from .release import Facts, release
from .settings import MLSettings
from .tensors import Array

SIBLING = Path(__file__).parents[1] / "api" / "contract.json"
HELD_OUT = 0.25


def main(argv: list[str] | None = None) -> None:
    """Read the command line, train, and say what came out."""
    parser = argparse.ArgumentParser(prog="python -m ….ml.train", description=__doc__)
    parser.add_argument("--models-dir", type=Path, default=MLSettings().models_dir)
    parser.add_argument(
        "--contract", type=Path, help="the service server's contract.json, to compare the data with"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the split")
    options = parser.parse_args(argv)
    try:
        contract = options.contract or (SIBLING if SIBLING.exists() else None)
        folder, reason = train(options.models_dir, contract=contract, seed=options.seed)
    except (ContractError, ArtifactError) as error:
        sys.exit(f"error: {error}")
    made = read(folder)
    lines = [
        f"{folder / made.file}: {reason}",
        *(f"{made.rows[part]} {part} rows" for part in made.rows),
        *(f"{metric} {value} on the held-out rows" for metric, value in made.metrics.items()),
    ]
    if made.format == "skops":
        lines.append("warning: to serve it, the server needs the group 'train', too")
    sys.stdout.write("\n".join([*lines, ""]))


def train(models_dir: Path, *, contract: Path | None = None, seed: int = 0) -> tuple[Path, str]:
    """Train the recipe's estimator and return the artifact's folder, and why it has its format.

    Args:
        models_dir: where the artifact goes, as ``<name>/<version>/``.
        contract: what the data is compared with before anything is learned.
        seed: of the split into rows to learn from and rows held out.

    Raises:
        ContractError: the data is not what the contract promises.
        ArtifactError: the written artifact does not answer as the estimator did.
    """
    data = load_data()
    if contract is not None:
        check_contract(data, contract)
    x, x_held, y, y_held = train_test_split(
        data.x,
        data.y,
        test_size=HELD_OUT,
        random_state=seed,
        stratify=data.y if data.classes else None,
    )
    estimator = make_estimator()
    estimator.fit(x, y)
    artifact = export(estimator, x_held)
    facts = Facts(data, training=x, held_out=x_held, metrics=evaluate(estimator, x_held, y_held))
    return release(artifact, facts, models_dir / NAME), artifact.reason


def evaluate(estimator: BaseEstimator, x: Array, y: Array) -> dict[str, float]:
    """Return the metrics of *estimator* on rows that it has not seen."""
    predicted = estimator.predict(x)
    if is_regressor(estimator):
        return {
            "r2": _rounded(r2_score(y, predicted)),
            "mean_absolute_error": _rounded(mean_absolute_error(y, predicted)),
            "root_mean_squared_error": _rounded(root_mean_squared_error(y, predicted)),
        }
    probabilities = estimator.predict_proba(x)
    scores = probabilities if probabilities.shape[1:] > (2,) else probabilities[:, 1]
    return {
        "accuracy": _rounded(accuracy_score(y, predicted)),
        "roc_auc": _rounded(roc_auc_score(y, scores, multi_class="ovr")),
        "log_loss": _rounded(log_loss(y, probabilities)),
    }


def _rounded(value: float) -> float:
    return round(float(value), 6)


if __name__ == "__main__":
    main()
