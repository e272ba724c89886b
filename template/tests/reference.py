"""What the model itself answers, with no server between: python reference.py MODELS_DIR < inputs.

Run by the environment that has the model. Inputs and outputs are v2 tensors in JSON.
"""

import json
import sys
from pathlib import Path

import numpy as np


def main(models_dir: str) -> None:
    """Predict the tensors on standard input, and print the values of each output."""
    from {{ cookiecutter.package_name }}.ml.manifest import find
    from {{ cookiecutter.package_name }}.ml.model import load
    from {{ cookiecutter.package_name }}.ml.tensors import DTYPES
    from {{ cookiecutter.package_name }}.ml.threads import usable_cpus

    model = load(find(Path(models_dir)), threads=usable_cpus())
    inputs = {
        each["name"]: np.array(each["data"], DTYPES[each["datatype"]]).reshape(each["shape"])
        for each in json.load(sys.stdin)
    }
    answers = model.predict(inputs)
    json.dump({name: answer.reshape(-1).tolist() for name, answer in answers.items()}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
