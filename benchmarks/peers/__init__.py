"""The generated servers beside what people would take instead: see ``__main__.py``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the scripts beside this package import each other by name
