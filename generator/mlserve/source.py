"""Where template, hooks and questions are: inside an installed package, or at the top of a checkout."""

from pathlib import Path

PACKAGED = Path(__file__).parent / "source"
SOURCE = PACKAGED if PACKAGED.is_dir() else Path(__file__).parents[2]

TEMPLATE = SOURCE / "template"
HOOKS = SOURCE / "hooks"
QUESTIONS = SOURCE / "cookiecutter.json"
