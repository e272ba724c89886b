"""Render the template with cookiecutter, in this process and with nothing of the user's configuration.

The only module that knows cookiecutter; it is imported late, since it costs more than all the rest.
"""

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .config import Config
from .errors import RenderFailed
from .hooks import prune
from .options import questions
from .source import CURRENT, Source

ROOT = "{{ cookiecutter.project_slug }}"


def render(answers: Config | Mapping[str, str], workdir: Path, source: Source = CURRENT) -> Path:
    """Render *source* under *workdir*, touch nothing else, and return the project's root."""
    from cookiecutter.exceptions import CookiecutterException
    from cookiecutter.generate import generate_files
    from jinja2 import TemplateError

    try:
        copy_template(source.template, workdir / "source" / ROOT)
        generated = generate_files(
            workdir / "source", context_for(answers, source), output_dir=workdir / "project", accept_hooks=False
        )
        project = Path(generated)
        prune(project)
    except (CookiecutterException, TemplateError) as error:
        raise RenderFailed(f"the template cannot be rendered: {error}") from error
    except OSError as error:
        raise RenderFailed(
            f"cannot write the project: {error.strerror or error} ({error.filename or workdir})"
        ) from error
    return project


def copy_template(template: Path, copy: Path) -> None:
    """Copy the *template*'s files, under the name that cookiecutter wants, writable even where they are not."""
    for source in template.rglob("*"):
        place = copy / source.relative_to(template)
        if source.is_file() and "__pycache__" not in place.parts:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)
            place.chmod(source.stat().st_mode | 0o600)


def derive(template: str, answers: Mapping[str, str]) -> str:
    """Return what the *template* of a default gives for the *answers* so far."""
    from cookiecutter.prompt import render_variable

    return str(render_variable(environment(), template, dict(answers)))


def context_for(answers: Config | Mapping[str, str], source: Source = CURRENT) -> dict[str, Any]:
    """Return cookiecutter's context: the answers as they are, and the private variables made from them."""
    from cookiecutter.prompt import render_variable

    context: dict[str, Any] = answers.answers() if isinstance(answers, Config) else dict(answers)
    for key, value in questions(source).items():
        if key.startswith("__") and key != "__prompts__":
            context[key] = render_variable(environment(), value, context)
        elif key.startswith("_"):
            context[key] = value
    return {"cookiecutter": context}


@cache
def environment() -> Any:
    """Return the Jinja environment that cookiecutter would use."""
    from cookiecutter.utils import create_env_with_context

    return create_env_with_context({"cookiecutter": questions()})
