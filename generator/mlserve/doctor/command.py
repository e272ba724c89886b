"""What `mlserve doctor` prints, and how it ends."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import typer

from mlserve.errors import MlserveError
from mlserve.up.project import find

from .finding import Finding, State, note
from .index import index
from .machine import machine
from .project import project

MARKS = {State.OK: " ", State.NOTE: "-", State.WRONG: "!"}


def run_doctor(directory: str, *, as_json: bool) -> None:
    """Say how everything stands, and exit with 1 where something is wrong."""
    findings = list(examine(Path(directory)))
    typer.echo(json.dumps([asdict(each) for each in findings], indent=2) if as_json else as_text(findings))
    if any(each.state is State.WRONG for each in findings):
        raise typer.Exit(1)


def examine(directory: Path) -> Iterator[Finding]:
    """Look at the machine, and at the project in *directory*, where there is one."""
    yield from machine()
    try:
        found = find(directory, command="mlserve doctor")
    except MlserveError as error:
        yield index(None)
        yield note("project", error.message)
        return
    yield index(found)
    yield from project(found)


def as_text(findings: list[Finding]) -> str:
    """Return a line for each, and below it what mends it."""
    width = max(len(each.subject) for each in findings)
    lines = []
    for each in findings:
        lines.append(f"{MARKS[each.state]} {each.subject:<{width}}  {each.text}")
        lines += [f"  {'':<{width}}  to mend it: {each.mend}"] if each.mend else []
    broken = sum(each.state is State.WRONG for each in findings)
    return "\n".join([*lines, "", f"{broken} wrong" if broken else "Nothing is wrong."])
