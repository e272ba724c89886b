"""The command line: the only place that prints results and ends the process."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from . import listing, report
from .answering import agreed_name, answer_all
from .answers import gather
from .arguments import (
    AllowRemote,
    AnswersFile,
    AsJSON,
    Assignments,
    BenchDirectory,
    Body,
    Brought,
    Connections,
    Directory,
    DryRun,
    Enforce,
    Git,
    Host,
    JSONFile,
    Key,
    ModelFile,
    Name,
    OutputDir,
    Port,
    PythonPath,
    Quiet,
    RoutePath,
    Sample,
    Seconds,
    SloText,
    Tolerance,
    Trust,
    Up,
    Url,
    WarmUp,
    Yes,
)
from .check_cli import app as check_app
from .config import Config
from .errors import MlserveError, StepFailed, Stopped, UsageMistake
from .flags import with_answer_flags
from .model_cli import app as model_app
from .new import create, preview
from .options import template_version
from .own import adopting, given_model, model_at, refuse_other_data
from .plan import make_plan
from .progress import Progress
from .signals import stoppable
from .tree import draw
from .update_cli import app as update_app

EXAMPLES = """\b
Examples:
  mlserve new churn                                asks what is not given
  mlserve new churn --yes                          takes the defaults
  mlserve new churn --yes --up                     installs, trains and serves it, too
  mlserve new churn --yes --dataset diabetes --ci gitlab
  mlserve new churn --model churn.onnx --sample rows.csv
                                                   serves your own trained model
  mlserve new churn --answers old/pyproject.toml   answers as in another project
  mlserve new churn --yes --dry-run                shows the files, writes nothing
"""

BENCH_EXAMPLES = """\b
Examples:
  mlserve bench churn                              starts it, and asks with 1, 16 and 64 clients
  mlserve bench churn --slo p99=50ms               and finds the rate up to which that holds
  mlserve bench --url http://127.0.0.1:8000        asks a server that runs
"""

INSPECT_EXAMPLES = """\b
Examples:
  mlserve inspect churn.onnx                       what it takes, what it answers
  mlserve inspect churn.skops --sample rows.csv    and which values are usual
  mlserve inspect churn.joblib --trust             opens a pickle, in a child process
"""


class Commands(TyperGroup):
    """The commands, with every error of ours told in one way."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for, and turn an error into a message and an exit code."""
        try:
            return super().invoke(ctx)
        except (MlserveError, Stopped) as error:
            typer.echo(f"Error: {error.message}", err=True)
            raise typer.Exit(error.exit_code) from error


app = typer.Typer(
    cls=Commands,
    help="Generate FastAPI + ML server projects that install, pass their tests and serve at once.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: rich costs more to import than all the rest
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.add_typer(model_app, name="model")
app.add_typer(update_app)
app.add_typer(check_app)


def main() -> None:
    """Run the command and exit with its code."""
    app(prog_name="mlserve")


def show_version(wanted: bool) -> None:
    """Print the version and exit."""
    if wanted:
        typer.echo(f"mlserve {template_version()}")
        raise typer.Exit


@app.callback()
def commands(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the flags that stand before a command."""


@app.command(epilog=EXAMPLES)
@with_answer_flags
def new(  # noqa: PLR0913  (as many as the command has)
    name: Name = None,
    *,
    yes: Yes = False,
    output_dir: OutputDir = ".",
    assignments: Assignments = None,
    answers: AnswersFile = None,
    dry_run: DryRun = False,
    git: Git = True,
    up: Up = False,
    host: Host = None,
    port: Port = None,
    quiet: Quiet = False,
    model: Brought = None,
    sample: Sample = None,
    trust: Trust = False,
    python: PythonPath = None,
    enforce_ranges: Enforce = False,
    tolerance: Tolerance = 0.0,
    **flags: str | None,
) -> None:
    """Make a project from a few answers, given as flags or asked for, around an example model or your own.

    A flag is stronger than --set, which is stronger than --answers. Where nobody can be asked (no terminal),
    what is not given takes its default, but for the NAME.
    """
    called = agreed_name(name, flags["project_name"])
    brought = given_model(
        model, sample, python, name=called or "", trust=trust, enforce=enforce_ranges, tolerance=tolerance
    )
    if brought:
        refuse_other_data(flags)
    if not up and (host is not None or port is not None):
        raise UsageMistake("--host and --port go with --up")
    if up:
        check_address(host, port)
    progress = Progress(quiet=quiet)
    with stoppable(), ExitStack() as stack:
        given = gather({**flags, "project_name": called}, assignments or [], answers)
        own = stack.enter_context(adopting(brought, progress))
        if own:
            given |= own.answers
        plan = make_plan(Config.from_answers(answer_all(given, yes=yes)), here(output_dir), git=git)
        if dry_run:
            typer.echo(draw(plan.destination.name, preview(plan, own)))
            return
        made = create(plan, progress, own)
    if made.warning:
        typer.echo(f"Warning: git init failed: {made.warning}", err=True)
    if not quiet:
        typer.echo(report.created(plan, made, own))
    if up:
        serve_new(plan.destination, host, port, quiet=quiet)
    elif not quiet:
        typer.echo(report.next_steps(plan))


@app.command()
def options(*, as_json: AsJSON = False) -> None:
    """List the questions with their choices and defaults."""
    typer.echo(listing.as_json() if as_json else listing.as_text())


@app.command()
def up(directory: Directory = ".", *, host: Host = None, port: Port = None, quiet: Quiet = False) -> None:
    """Install, train and serve a project, until Ctrl-C."""
    from .up import up as serve

    serve(Path(directory), host=host, port=port, quiet=quiet)


@app.command(epilog=BENCH_EXAMPLES)
def bench(  # noqa: PLR0913  (as many as the command has)
    directory: BenchDirectory = None,
    *,
    url: Url = None,
    allow_remote: AllowRemote = False,
    path: RoutePath = None,
    body: Body = None,
    key: Key = None,
    connections: Connections = "1,16,64",
    seconds: Seconds = 5.0,
    warm_up: WarmUp = 1.0,
    slo: SloText = None,
    json: JSONFile = None,
    quiet: Quiet = False,
) -> None:
    """Put a server of yours under load: requests per second, latencies, errors, batches, CPU, and what they suggest.

    The servers of the project in DIR are started as `mlserve up` does, on a free port, and stopped at the end.
    """
    from .bench import Plan, bench

    plan = Plan.of(
        directory,
        url,
        allow_remote=allow_remote,
        wish=Plan.wish_of(path, body, key),
        connections=connections,
        seconds=seconds,
        warm_up=warm_up,
        slo=slo,
        json=json,
        quiet=quiet,
    )
    bench(plan)


@app.command(epilog=INSPECT_EXAMPLES)
def inspect(  # noqa: PLR0913  (as many as the command has)
    file: ModelFile,
    *,
    sample: Sample = None,
    trust: Trust = False,
    python: PythonPath = None,
    tolerance: Tolerance = 0.0,
    as_json: AsJSON = False,
) -> None:
    """Say what a trained model is and needs: its task, features, classes, and what is not known of it.

    No code of the file runs, unless --trust says that it may.
    """
    from .adopt import inspect as look
    from .adopt.table import as_json as in_json
    from .adopt.table import show

    given = model_at(file, sample, python, trust=trust, tolerance=tolerance)
    with stoppable():
        facts = look(given)
    if as_json:
        typer.echo(in_json(facts))
    else:
        show(facts)


def here(folder: str) -> Path:
    """Return *folder* as an absolute path."""
    try:
        return Path(folder).absolute()
    except FileNotFoundError as error:
        raise UsageMistake("the folder that you are in does not exist any more; go to another") from error


def check_address(host: str | None, port: int | None) -> None:
    """Refuse an address that nothing can be served on, before anything is made."""
    from .up.address import check_flags

    check_flags(host, port)


def serve_new(project: Path, host: str | None, port: int | None, *, quiet: bool) -> None:
    """Serve a project that was just made; if that fails, the project is still there."""
    from .up import up as serve

    try:
        serve(project, host=host, port=port, quiet=quiet)
    except MlserveError as error:
        again = report.how_to_repeat(project, host, port)
        raise StepFailed(
            f"{error.message}\nThe project is complete in {project}; to try that again: {again}"
        ) from error
