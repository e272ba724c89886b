"""What to say when a project has been made."""

import os
import shlex
from pathlib import Path

from .new import Created
from .own import Own
from .plan import Plan


def created(plan: Plan, made: Created, own: Own | None = None) -> str:
    """Return what was made, and what was found out of its *own* model."""
    config = plan.config
    model = "a model of its own" if config.dataset == "own" else config.dataset
    told = own.adopted.report if own else []
    head = f"Created {plan.destination}: {config.layout}, {model}, {len(made.files)} files"
    return "\n".join([head, *(f"  {line}" for line in told)])


def next_steps(plan: Plan) -> str:
    """Return the next commands to type."""
    python = r".venv\Scripts\python" if os.name == "nt" else ".venv/bin/python"
    own = plan.config.dataset == "own"
    up = ("mlserve up", f"install{'' if own else ', train'}, serve; then see http://127.0.0.1:8000/docs")
    missing = own and not (plan.destination / "example.json").exists()
    model = [("mlserve model sync . --model FILE", "your model, and the contract that it gives")] if missing else []
    tests = {
        "monolith": [(f"{python} -m pytest", "its own tests")],
        "microservice": [
            ("cd services/api", "or services/ml: each has its own tests; the README has those of the whole"),
            (f"{python} -m pytest", ""),
        ],
    }
    commands = [(f"cd {shlex.quote(nearest(plan.destination))}", ""), *model, up, *tests[plan.config.layout]]
    width = max(len(command) for command, what in commands if what)
    lines = [f"  {command:<{width}}   # {what}" if what else f"  {command}" for command, what in commands]
    return "\n".join(["", "Next:", *lines])


def how_to_repeat(destination: Path, host: str | None, port: int | None) -> str:
    """Return the command that serves a project that is already there."""
    flags = [f"--{name} {value}" for name, value in (("host", host), ("port", port)) if value is not None]
    return " ".join(["mlserve up", shlex.quote(nearest(destination)), *flags])


def nearest(path: Path) -> str:
    """Return *path* as it is shortest from here."""
    try:
        return min(os.path.relpath(path), str(path), key=len)
    except (OSError, ValueError):  # no working folder, or another drive of Windows
        return str(path)
