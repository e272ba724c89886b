"""Pull requests at GitHub, by its own command `gh`."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlserve.errors import MlserveError

from .errors import GitFailed
from .proposal import Proposal
from .remote import Remote

FIELDS = "number,title,state,isDraft,isCrossRepository"
WORKFLOWS = (
    "The update changes files in .github/workflows, and the token of a workflow may not: give it one that may, "
    "as the secret UPDATE_TOKEN"
)
FORBIDDEN = (
    "Is it allowed? Settings > Actions > General > Workflow permissions > "
    "Allow GitHub Actions to create and approve pull requests"
)


@dataclass(frozen=True)
class GitHub:
    """The repository at GitHub that the *folder* is a clone of."""

    folder: Path

    def publish(self, remote: Remote, commit: str, there: str | None, proposal: Proposal) -> str:
        """Push *commit* unless it is *there* already, see to it that one pull request is open, and say what was done.

        One that was closed stays so: the same is not proposed again.
        """
        mine = self.requests(remote.branch)
        opened = next((each for each in mine if each["state"] == "OPEN"), None)
        if opened is None and any(each["state"] == "CLOSED" and each["title"] == proposal.title for each in mine):
            return f"Nothing to do: the pull request {proposal.title!r} was closed"
        if there != commit:
            self.push(remote, commit, there)
        if opened is None:
            return self.create(proposal)
        if there == commit:
            return f"Nothing to do: pull request #{opened['number']} is open"
        return self.renew(opened, proposal)

    def requests(self, branch: str) -> list[dict[str, Any]]:
        """Return the pull requests from this repository's *branch*, the newest first."""
        said = self.gh("pr", "list", "--head", branch, "--state", "all", "--limit", "100", "--json", FIELDS)
        return [each for each in json.loads(said) if not each["isCrossRepository"]]

    def push(self, remote: Remote, commit: str, there: str | None) -> None:
        """Push *commit*."""
        try:
            remote.push(commit, there)
        except GitFailed as error:
            advice = f"\n{WORKFLOWS}" if "workflow" in error.message else ""
            raise GitFailed(f"{error.message}{advice}") from error

    def create(self, proposal: Proposal) -> str:
        """Open a pull request, as a draft where there are conflicts: if the repository has drafts."""
        base = ["--base", proposal.base] if proposal.base else []
        words = ["pr", "create", "--head", proposal.branch, *base, "--title", proposal.title, "--body-file", "-"]
        try:
            return self.gh(*words, *(["--draft"] if proposal.draft else []), text=proposal.markdown())
        except MlserveError as error:
            if proposal.draft and "draft" in error.message.lower():
                return self.gh(*words, text=proposal.markdown())
            advice = f"\n{FORBIDDEN}" if "not permitted" in error.message else ""
            raise MlserveError(f"{error.message}{advice}") from error

    def renew(self, opened: dict[str, Any], proposal: Proposal) -> str:
        """Let the pull request that is open say what is proposed now."""
        number = str(opened["number"])
        path = f"repos/{{owner}}/{{repo}}/pulls/{number}"  # `gh pr edit` asks for more than a workflow's token may see
        fields = ("--raw-field", f"title={proposal.title}", "--field", "body=@-")
        self.gh("api", "--silent", "--method", "PATCH", path, *fields, text=proposal.markdown())
        if opened["isDraft"] and not proposal.draft:
            self.gh("pr", "ready", number)
        return f"Renewed pull request #{number}"

    def gh(self, *arguments: str, text: str = "") -> str:
        """Run `gh` and return what it prints."""
        program = shutil.which("gh")
        if program is None:
            raise MlserveError("gh, GitHub's command, is not installed: https://cli.github.com")
        done = subprocess.run(
            [program, *arguments], cwd=self.folder, input=text, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise MlserveError(f"gh {' '.join(arguments[:2])} failed: {done.stderr.strip()}")
        return done.stdout.strip()
