"""The repository that a project is in: where it is, what it stands on, and whether it may be changed now."""

from dataclasses import dataclass
from pathlib import Path

from .errors import GitFailed, UpdateRefused
from .git import Git, check_version

UNDER_WAY = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "BISECT_LOG": "a bisection",
}

SHOWN = 10
"""Names in a message before the rest is only counted."""


@dataclass(frozen=True)
class Repository:
    """A repository with a commit; paths within it are text, from its top on, with slashes."""

    git: Git
    prefix: str  # of the project: "" at the top, else with a slash at its end
    folder: Path  # of git itself; of a linked work tree its own
    objects: Path
    head: str
    branch: str | None  # HEAD's, in full; None: detached

    @property
    def top(self) -> Path:
        """The folder of the work tree."""
        return self.git.folder


def find_repository(project: Path) -> Repository:
    """Return the repository that *project* is in; raise UpdateRefused where there is none, or no commit."""
    git = Git(project)
    check_version(git)
    try:
        lines = git.text("rev-parse", "--show-toplevel", "--show-prefix", "--absolute-git-dir", "--git-path", "objects")
    except GitFailed as error:
        if "not a git repository" in error.message:
            raise UpdateRefused(
                f"{project} is in no git repository, and git does the merging. In it: "
                "git init && git add --all && git commit --message 'As it is'"
            ) from error
        raise
    top, prefix, folder, objects = lines.split("\n")
    head = git.asks("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
    if head is None:
        raise UpdateRefused(f"{top} has no commits: git add --all && git commit --message 'As it is'")
    branch = git.asks("symbolic-ref", "--quiet", "HEAD")
    return Repository(git.at(Path(top)), prefix, Path(folder), (project / objects).resolve(), head, branch)


def check_ready(repository: Repository) -> None:
    """Refuse a repository in which something is under way, or is not committed."""
    for name, what in UNDER_WAY.items():
        if (repository.folder / name).exists():
            raise UpdateRefused(f"{what} is under way in {repository.top}: finish it or abort it first")
    changed, unmerged = uncommitted(repository)
    if unmerged:
        raise UpdateRefused(f"{repository.top} has conflicts that are not settled: {shortened(unmerged)}")
    if changed:
        raise UpdateRefused(
            f"{repository.top} has changes that are not committed: {shortened(changed)}\n"
            "Commit them first, or put them aside: git stash"
        )


def uncommitted(repository: Repository) -> tuple[list[str], list[str]]:
    """Return the tracked files that are not as HEAD has them, and those that are in conflict."""
    status = ("status", "--porcelain=v2", "-z", "--untracked-files=no", "--ignore-submodules=dirty")
    records = iter(repository.git.fields(*status))
    found: dict[str, list[str]] = {"1": [], "2": [], "u": []}
    for record in records:
        kind = record[:1]
        before = {"1": 8, "2": 9, "u": 10}[kind]  # so many fields stand before the path
        found[kind].append(record.split(" ", before)[-1])
        if kind == "2":
            next(records)  # the name that it had
    return found["1"] + found["2"], found["u"]


def shortened(names: list[str]) -> str:
    """Return *names* for a message."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
