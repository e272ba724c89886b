"""The straight way of `mlserve propose`: update → a commit → compared with what is proposed already → pushed."""

from pathlib import Path

from mlserve.errors import UsageMistake
from mlserve.progress import Progress

from .changelog import news_since
from .course import check_branch_name, update
from .errors import UpdateRefused
from .github import GitHub
from .gitlab import GitLab
from .plan import Outcome, Wish
from .project import recorded_in
from .proposal import Proposal, proposal_of
from .remote import Remote, same, touched
from .repository import Repository, find_repository


def propose(project: Path, branch: str, base: str, progress: Progress) -> str:
    """Propose the update of *project* as a pull request from *branch* into *base*, and say what came of it.

    Raises:
        UpdateRefused: the update cannot begin.
        UsageMistake: the project's answer `ci` names no host.
        GitFailed: the remote cannot be reached, or does not take the branch.

    """
    repository = find_repository(project)
    host = host_of(repository)
    check_branch_name(repository, branch)
    outcome = update(Wish(project, proposing=True), progress)
    if not outcome.commit:
        return f"Up to date: template {outcome.versions[1]}"
    remote = Remote(repository.git, branch)
    refuse_shallow(repository)
    there = remote.fetched()
    if there and touched(repository.git, repository.head, there, outcome.commit):
        return f"Nothing to do: somebody has committed on {branch}, which stays as it is until it is merged or deleted"
    known = there is not None and same(repository.git, repository.head, there, outcome.commit)
    commit = there if there and known else outcome.commit
    return host.publish(remote, commit, there, proposed(repository, outcome, branch, base))


def preview(project: Path, branch: str, base: str, progress: Progress) -> str:
    """Return what would be proposed, and change nothing."""
    repository = find_repository(project)
    outcome = update(Wish(project, dry_run=True), progress)
    if not outcome.files:
        return f"Up to date: template {outcome.versions[1]}"
    proposal = proposed(repository, outcome, branch, base)
    return f"{proposal.title}\n\n{proposal.markdown()}"


def proposed(repository: Repository, outcome: Outcome, branch: str, base: str) -> Proposal:
    """Return the pull request for an update that came out as *outcome*; without a *base*, into HEAD's branch."""
    into = base or (repository.branch or "").removeprefix("refs/heads/")
    return proposal_of(outcome, news_since(outcome.versions[0]), branch, into)


def refuse_shallow(repository: Repository) -> None:
    """Refuse a clone without its history: what is new on the branch would not show."""
    if repository.git.text("rev-parse", "--is-shallow-repository") == "true":
        raise UpdateRefused(
            "this is a shallow clone, which does not show what is new on a branch: git fetch --unshallow"
        )


def host_of(repository: Repository) -> GitHub | GitLab:
    """Return where the project's pull requests are."""
    ci = recorded_in(repository).answers.get("ci", "none")
    if ci == "github":
        return GitHub(repository.top)
    if ci == "gitlab":
        return GitLab()
    raise UsageMistake(f"the project's answer ci is {ci!r}, which has no pull requests: say ci=github or ci=gitlab")
