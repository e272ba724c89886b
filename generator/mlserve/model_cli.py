"""``mlserve model``: the commands about the model of a project that is there already."""

from pathlib import Path
from typing import Annotated

import typer

from .arguments import Breaking, Directory, DryRun, Enforce, NewModel, PythonPath, Quiet, Sample, Tolerance, Trust
from .contracts.changes import as_table
from .contracts.contract import read
from .contracts.json_schema import as_json_schema
from .contracts.place import find_place
from .contracts.python import as_python
from .contracts.typescript import as_typescript
from .errors import UsageMistake
from .own import given_model
from .progress import Progress
from .signals import stoppable
from .sync import Synced, sync

SYNC_EXAMPLES = """\b
Examples:
  mlserve model sync --model churn-2.onnx          the next version of the model of the project here
  mlserve model sync churn --model new.pkl --trust --sample rows.csv
  mlserve model sync churn --model new.onnx --dry-run
"""

app = typer.Typer(
    help="The model of a project: take in a new version, show the types of its API.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command("sync", epilog=SYNC_EXAMPLES)
def sync_model(  # noqa: PLR0913  (as many as the command has)
    directory: Directory = ".",
    *,
    model: NewModel,
    sample: Sample = None,
    trust: Trust = False,
    python: PythonPath = None,
    enforce_ranges: Enforce = False,
    tolerance: Tolerance = 0.0,
    breaking: Breaking = False,
    dry_run: DryRun = False,
    quiet: Quiet = False,
) -> None:
    """Take a trained model into a project as its next version, and its contract with it.

    What changes for clients is shown. What would break them is refused, unless you say --breaking.
    """
    given = given_model(model, sample, python, trust=trust, enforce=enforce_ranges, tolerance=tolerance)
    assert given is not None  # noqa: S101  (the flag is required)
    with stoppable():
        synced = sync(Path(directory), given, Progress(quiet=quiet), breaking=breaking, dry_run=dry_run)
    if not quiet:
        typer.echo(told(synced, dry_run=dry_run))


@app.command("schema")
def show_schema(
    directory: Directory = ".",
    *,
    python: Annotated[bool, typer.Option("--python", help="As TypedDicts for Python.")] = False,
    json_schema: Annotated[bool, typer.Option("--json-schema", help="As JSON schema.")] = False,
    typescript: Annotated[bool, typer.Option("--typescript", help="As interfaces for TypeScript.")] = False,
) -> None:
    """Print the types of the request and the answer of POST /v1/predict, for clients."""
    languages = {as_python: python, as_json_schema: json_schema, as_typescript: typescript}
    wanted = [language for language, chosen in languages.items() if chosen]
    if len(wanted) != 1:
        raise UsageMistake("say one of --python, --json-schema and --typescript")
    place = find_place(Path(directory), command="mlserve model schema")
    typer.echo(wanted[0](read(place.contract)).rstrip())


def told(synced: Synced, *, dry_run: bool) -> str:
    """Return what a new version changes, and what comes next."""
    table = as_table(synced.changes) if synced.changes else "Nothing changes for clients."
    done = "Would be" if dry_run else "Is"
    lines = [
        *(f"  {line}" for line in synced.report),
        "",
        table,
        "",
        f"{done} version {synced.version} of {synced.name}: {synced.folder}",
    ]
    if not dry_run:
        lines.append(
            "A server that starts now serves it; one that runs takes it with POST /v2/repository/models/…/load."
        )
    return "\n".join(lines)
