"""The arguments of the commands that answer no question: how each is spelled and what its help says."""

from typing import Annotated

import typer

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="Name of the project.", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: take the defaults.")]
OutputDir = Annotated[str, typer.Option("--output-dir", "-o", metavar="DIR", help="Make the project's folder in here.")]
Assignments = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Answer a question by its key. Repeatable.")
]
AnswersFile = Annotated[
    str | None, typer.Option("--answers", metavar="FILE", help="Take answers from a TOML or JSON file.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the files that would be made, and stop.")]
Git = Annotated[bool, typer.Option("--git/--no-git", help="Start a git repository, unless in one.")]
Up = Annotated[bool, typer.Option("--up", help="Then install, train and serve it: `mlserve up`.")]

Brought = Annotated[
    str | None,
    typer.Option("--model", metavar="FILE", help="Serve this trained model: `mlserve inspect FILE` shows it."),
]
Enforce = Annotated[
    bool, typer.Option("--enforce-ranges", help="Refuse values beyond those of --sample, instead of showing the range.")
]
NewModel = Annotated[str, typer.Option("--model", metavar="FILE", help="The trained model.", show_default=False)]
Tolerance = Annotated[
    float,
    typer.Option(
        "--tolerance", metavar="X", min=0, max=0.01, help="Let a probability in ONNX be so far off, too: 1e-6."
    ),
]
Breaking = Annotated[bool, typer.Option("--breaking", help="Take it even where it breaks clients of the old one.")]

Directory = Annotated[str, typer.Argument(metavar="DIR", help="The project.")]
Host = Annotated[str | None, typer.Option("--host", metavar="HOST", help="Serve on this address. [default: 127.0.0.1]")]
Port = Annotated[int | None, typer.Option("--port", metavar="PORT", help="Serve on this port. [default: 8000]")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")]

Component = Annotated[
    str,
    typer.Argument(
        metavar="COMPONENT",
        help="operations, history, jobs, feedback, access, postgresql, ml-servers, ray, updates, github or gitlab.",
    ),
]
To = Annotated[str | None, typer.Option("--to", metavar="VERSION", help="To this template. [default: the newest]")]
Layout = Annotated[
    str | None, typer.Option("--layout", metavar="monolith|microservice", help="Move the parts into this layout.")
]
ChangedAnswers = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change an answer. Repeatable.")
]
Origin = Annotated[
    str | None,
    typer.Option("--from", metavar="SOURCE", help="It came from this: a version, folder, archive, or CHECKOUT@COMMIT."),
]
Branch = Annotated[
    str | None, typer.Option("--branch", metavar="NAME", help="Commit on this new branch; the working tree stays.")
]
ProposedBranch = Annotated[
    str, typer.Option("--branch", metavar="NAME", help="The branch of the pull request at origin.")
]
Base = Annotated[
    str, typer.Option("--base", metavar="NAME", help="Merge into this branch. [default: HEAD's]", show_default=False)
]
Shown = Annotated[bool, typer.Option("--dry-run", help="Show what the pull request would say, and change nothing.")]
Preview = Annotated[bool, typer.Option("--dry-run", help="Show files and diff, and change nothing.")]
Sure = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before files are changed.")]

AcceptDeleted = Annotated[
    bool,
    typer.Option(
        "--accept-deleted", help="Record the generated files that are gone: they shall be, and are no reason to fail."
    ),
]
AsJSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]

BenchDirectory = Annotated[
    str | None,
    typer.Argument(metavar="DIR", help="The project: its servers are started. [default: here]", show_default=False),
]
Url = Annotated[str | None, typer.Option("--url", metavar="URL", help="Start nothing: ask your server that runs here.")]
AllowRemote = Annotated[
    bool, typer.Option("--allow-remote", help="Let --url be on another machine: one that is yours to put under load.")
]
RoutePath = Annotated[str | None, typer.Option("--path", metavar="PATH", help="POST to this. [default: /v1/predict]")]
Body = Annotated[
    str | None, typer.Option("--body", metavar="FILE", help="Send this JSON. [default: the example in /openapi.json]")
]
Key = Annotated[str | None, typer.Option("--key", metavar="KEY", envvar="MLSERVE_KEY", help="API key to ask with.")]
Connections = Annotated[
    str, typer.Option("--connections", metavar="N,N,…", help="Clients at once, each as fast as it can; a load each.")
]
Seconds = Annotated[float, typer.Option("--seconds", metavar="S", min=0.1, max=3600, help="How long each load takes.")]
WarmUp = Annotated[
    float, typer.Option("--warm-up", metavar="S", min=0, max=600, help="How long before each that does not count.")
]
SloText = Annotated[
    str | None,
    typer.Option("--slo", metavar="pN=TIME", help="Find the highest rate that keeps this: p99=50ms, p99.9=0.2s."),
]
JSONFile = Annotated[str | None, typer.Option("--json", metavar="FILE", help="Write the figures into this file, too.")]

ModelFile = Annotated[
    str, typer.Argument(metavar="FILE", help="A trained model: a file, or the folder of an MLflow model or a model.py.")
]
Sample = Annotated[
    str | None, typer.Option("--sample", metavar="ROWS", help="Rows that the model takes: CSV, Parquet or JSON lines.")
]
Trust = Annotated[
    bool, typer.Option("--trust", help="Let code of the file run, in a child process: pickle, joblib, a Python file.")
]
PythonPath = Annotated[
    str | None,
    typer.Option("--python", metavar="PATH", help="Open it with this Python: of the environment that made the model."),
]
