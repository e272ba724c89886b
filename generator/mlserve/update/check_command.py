"""What `mlserve check` prints."""

import json
import shlex
from dataclasses import asdict

import typer

from mlserve.past import order

from .checking import Findings, accept_deleted, check
from .project import folder_of


def run_check(directory: str, *, accepting: bool, as_json: bool) -> None:
    """Say what there is to say, and exit with 1 if there is something to do; first accept what is deleted, if asked."""
    project = folder_of(directory)
    findings = check(project)
    if accepting:
        findings = accept_deleted(project, findings)
    typer.echo(as_text(findings) if not as_json else dumped(findings))
    if not findings.current:
        raise typer.Exit(1)


def dumped(findings: Findings) -> str:
    """Return *findings* as JSON."""
    return json.dumps({"current": findings.current, **asdict(findings)}, indent=2, ensure_ascii=False)


def as_text(findings: Findings) -> str:
    """Return *findings* as a table."""
    here = shlex.quote(findings.project)
    lines = [f"{findings.project}: template {findings.template_version}, {newest(findings)}"]
    if findings.problem:
        lines += ["", findings.problem]
    for version in dict.fromkeys(news.version for news in findings.news):
        mine = [news for news in findings.news if news.version == version]
        lines += ["", f"New in {version}", *(f"  {news.kind:8} {news.text}" for news in mine)]
    for title, entries in (
        ("Answers that are not valid any more", findings.invalid),
        ("Answers that are not asked for any more", findings.dropped),
        ("Generated files that are not there (an update leaves them deleted)", findings.deleted or []),
        ("Generated files that you deleted for good", findings.accepted or []),
    ):
        lines += ["", title, *(f"  {entry}" for entry in entries)] if entries else []
    if findings.deleted:
        lines += ["", f"If they shall be gone, say so: mlserve check {here} --accept-deleted"]
    if findings.template_version != findings.newest or findings.invalid:
        lines += ["", f"To see what an update would change: mlserve update {here} --dry-run"]
    return "\n".join(lines)


def newest(findings: Findings) -> str:
    """Return how the project's template stands to today's."""
    if findings.template_version == findings.newest:
        return "the newest"
    if order(findings.template_version) > order(findings.newest):
        return f"and this mlserve has {findings.newest} only: update it"
    return f"the newest is {findings.newest}"
