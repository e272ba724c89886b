"""Find out how a project stands to the newest template, and whether its answers are still valid."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from mlserve.errors import MlserveError
from mlserve.options import options, template_version
from mlserve.past import order
from mlserve.render import render
from mlserve.source import CURRENT
from mlserve.staging import staging_in

from .accepted import write_accepted
from .carrying import filled, invalid
from .changelog import News, news_since
from .errors import GitFailed, UpdateRefused
from .origin import Templates
from .project import RECORD, Recorded, recorded_at
from .recovery import interrupted
from .repository import find_repository
from .trees import apart, files_in, write_files, write_tree


@dataclass(frozen=True)
class Findings:
    """What there is to say about a project."""

    project: str
    template_version: str
    newest: str
    news: list[News]
    invalid: list[str]  # answers, with what may be said instead
    dropped: list[str]  # answers that are not asked for any more
    deleted: list[str] | None  # generated files that are not there any more; None: the template is not known
    accepted: list[str] | None  # those of which the owner said so
    problem: str = ""

    @property
    def current(self) -> bool:
        """Whether there is nothing to do."""
        wrong = self.invalid or self.deleted or self.problem
        return self.template_version == self.newest and not wrong


def check(project: Path) -> Findings:
    """Compare *project*, as it is in the working tree, with the newest template."""
    recorded = recorded_at(project)
    answers = filled(recorded.answers, CURRENT)
    try:
        missing, problem = deleted_in(project, recorded), interruption(project)
    except UpdateRefused as error:
        missing, problem = None, error.message
    return Findings(
        str(project),
        recorded.version,
        template_version(),
        news_since(recorded.version) if order(recorded.version) < order(template_version()) else [],
        invalid(answers, CURRENT),
        [key for key in recorded.answers if key not in options()],
        None if missing is None else [path for path in missing if path not in recorded.deleted],
        None if missing is None else [path for path in missing if path in recorded.deleted],
        problem,
    )


def accept_deleted(project: Path, findings: Findings) -> Findings:
    """Write into the `pyproject.toml` of *project* that the files that were found to be deleted shall be so.

    Raises:
        UpdateRefused: which ones these are is not known, or the file cannot be written.

    """
    if findings.deleted is None or findings.accepted is None:
        raise UpdateRefused(findings.problem)
    before = [path for path in recorded_at(project).deleted if not (project / path).exists()]
    write_accepted(project / RECORD, sorted({*before, *findings.deleted}))
    return replace(findings, deleted=[], accepted=sorted([*findings.accepted, *findings.deleted]))


def interruption(project: Path) -> str:
    """Return what is wrong where an update was killed."""
    try:
        killed = interrupted(find_repository(project))
    except MlserveError:  # no repository, or no git: nothing to look at
        return ""
    return "An update was interrupted here: `mlserve update` takes it back, or finishes it." if killed else ""


def deleted_in(project: Path, recorded: Recorded) -> list[str]:
    """Return the generated files that are not in *project* any more, under any name."""
    with staging_in(Path(tempfile.gettempdir())) as workdir:
        source = Templates(workdir).version(recorded.version, "the project comes from")
        known = {key: value for key, value in recorded.answers.items() if key in options(source)}
        files = files_in(render(filled(known, source), workdir / "base", source), "")
        missing = [path for path in files if not (project / path).exists()]
        moved = renamed(project, files, workdir) if missing else set()
        return [path for path in missing if path not in moved]


def renamed(project: Path, files: dict[str, Path], workdir: Path) -> set[str]:
    """Return which of *files* the owner gave another name, as git sees it."""
    try:
        repository = find_repository(project)
        git = apart(repository, workdir)
        old = write_tree(git, write_files(git, {repository.prefix + path: file for path, file in files.items()}))
        seeing = ("diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status")
        changed = git.fields(*seeing, old, repository.head)
    except (UpdateRefused, GitFailed):
        return set()
    return {path.removeprefix(repository.prefix) for path in changed[1::3]}
