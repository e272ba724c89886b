"""Train once more what a project's ``train`` trains, for the peers. Arguments: package, its models, a folder, rows.

The folder gets ``model.joblib``, ``model.onnx`` as the project made it (if it did), and ``model.json``: names, classes,
rows to ask about, and the probabilities that scikit-learn gives for each.
"""

import importlib
import json
import shutil
import sys
from pathlib import Path

import joblib
import numpy as np
from sklearn.model_selection import train_test_split


def main(package: str, models: Path, folder: Path, count: int) -> None:
    """Write the files for *count* rows."""
    recipe = importlib.import_module(f"{package}.ml.recipe")
    train = importlib.import_module(f"{package}.ml.train")
    data = recipe.load_data()
    x, _, y, _ = train_test_split(data.x, data.y, test_size=train.HELD_OUT, random_state=0, stratify=data.y)
    model = recipe.make_estimator()
    model.fit(x, y)
    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, folder / "model.joblib")
    for file in models.glob("*/*/model.onnx"):
        shutil.copyfile(file, folder / "model.onnx")
    rows = data.x[np.random.default_rng(0).permutation(len(data.x))[:count]]
    about = {
        "names": data.features,
        "classes": data.classes,
        "rows": [[float(str(value)) for value in row] for row in rows],
        "probabilities": model.predict_proba(rows).tolist(),
    }
    (folder / "model.json").write_text(json.dumps(about), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
