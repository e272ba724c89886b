"""Merge requests at GitLab, by the options of `git push`."""

from collections.abc import Iterator
from dataclasses import dataclass

from .proposal import Proposal
from .remote import Remote


@dataclass(frozen=True)
class GitLab:
    """The repository at GitLab that a project is a clone of."""

    def publish(self, remote: Remote, commit: str, there: str | None, proposal: Proposal) -> str:
        """Push *commit* unless it is *there* already, with a merge request, and say what was done.

        GitLab opens one, or changes what the open one says. One that was closed stays so: nothing is pushed.
        """
        if there == commit:
            return f"Nothing to do: {remote.branch} has it"
        remote.push(commit, there, list(options(proposal)))
        return f"Pushed {remote.branch} and asked for a merge request: {proposal.title}"


def options(proposal: Proposal) -> Iterator[str]:
    """Yield the options of the push; none may hold a line break."""
    yield "merge_request.create"
    if proposal.base:
        yield f"merge_request.target={proposal.base}"
    yield f"merge_request.title={'Draft: ' if proposal.draft else ''}{proposal.title}"
    yield f"merge_request.description={proposal.html()}"
    yield "merge_request.remove_source_branch"
