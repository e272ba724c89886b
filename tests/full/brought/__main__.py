"""Train real models and write down what they answer: ``python -m brought FOLDER [NAME …]``, where their libraries are.

Each gets a folder of its own with the model, ``sample.*`` (300 rows), ``rows.json`` (500 rows, as a client sends them)
and ``expected.json`` (the library's own answers to them, by output).
"""

import sys
from pathlib import Path

from .models import MODELS
from .writing import write

folder, *names = sys.argv[1:]
for name in names or MODELS:
    write(Path(folder) / name, MODELS[name])
