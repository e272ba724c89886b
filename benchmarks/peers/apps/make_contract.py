"""Write the contract of a project whose recipe is another one: what its data has. Arguments: package, file."""

import importlib
import json
import sys
from pathlib import Path


def main(package: str, path: Path) -> None:
    """Ask the recipe of *package*, and write *path*."""
    recipe = importlib.import_module(f"{package}.ml.recipe")
    data = recipe.load_data()
    features = [
        {
            "name": name,
            "type": "number",
            "minimum": float(column.min()) - 1,
            "maximum": float(column.max()) + 1,
            "example": float(str(column[0])),
        }
        for name, column in zip(data.features, data.x.T, strict=True)
    ]
    contract = {
        "name": recipe.NAME,
        "description": "The model of a benchmark.",
        "task": data.task,
        "features": features,
        "classes": data.classes,
        "inputs": [{"name": "features", "datatype": "FP32", "shape": [-1, len(features)]}],
        "outputs": [
            {"name": "label", "datatype": "BYTES", "shape": [-1]},
            {"name": "probabilities", "datatype": "FP32", "shape": [-1, len(data.classes)]},
        ],
    }
    path.write_text(json.dumps(contract, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
