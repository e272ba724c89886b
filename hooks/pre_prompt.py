"""Make cookiecutter's throw-away copy of this repository what cookiecutter expects (it runs before any question)."""

import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.dont_write_bytecode = True

from hooks.author import git_author  # noqa: E402  (found only now)

OPENING = ("{{", "{%", "{#")


def name_the_template() -> None:
    """Give ``template/`` the name that cookiecutter looks for, without what pip compiled in it."""
    for compiled in (ROOT / "template").rglob("__pycache__"):
        shutil.rmtree(compiled)
    (ROOT / "template").rename(ROOT / "{{ cookiecutter.project_slug }}")


def default_to_the_git_author() -> None:
    """Write the author that git knows into the questions' defaults."""
    questions_file = ROOT / "cookiecutter.json"
    questions = json.loads(questions_file.read_text(encoding="utf-8"))
    questions.update({key: literal(value) for key, value in git_author().items()})
    questions_file.write_text(json.dumps(questions, indent=2, ensure_ascii=False), encoding="utf-8")


def literal(text: str) -> str:
    """Return *text* as a Jinja template that gives *text*."""
    if not any(opening in text for opening in OPENING):
        return text
    return "{{ " + json.dumps(text, ensure_ascii=False) + " }}"


name_the_template()
default_to_the_git_author()
