"""The branch of a pull request in the repository that a project was cloned from."""

from collections.abc import Sequence
from dataclasses import dataclass

from .git import Git

NOT_THERE = 2  # `git ls-remote --exit-code`: the branch is none of the remote's


@dataclass(frozen=True)
class Remote:
    """A branch of a remote repository, asked by a git in a clone of it."""

    git: Git
    branch: str
    name: str = "origin"

    @property
    def ref(self) -> str:
        """The branch in full."""
        return f"refs/heads/{self.branch}"

    def fetched(self) -> str | None:
        """Fetch the branch and return its commit; None: it is not there.

        Raises:
            GitFailed: there is no such remote, or it cannot be reached.

        """
        asked = self.git.run("ls-remote", "--exit-code", self.name, self.ref, good=(0, NOT_THERE))
        if asked.returncode == NOT_THERE:
            return None
        self.git.run("fetch", "--quiet", "--no-tags", self.name, self.ref)
        return self.git.text("rev-parse", "FETCH_HEAD")

    def push(self, commit: str, known: str | None, options: Sequence[str] = ()) -> None:
        """Let the branch be *commit*, if it still is what was *known* of it; *options* are for the host.

        Raises:
            GitFailed: the host does not take it, or somebody was faster.

        """
        said = [word for option in options for word in ("--push-option", option)]
        lease = f"--force-with-lease={self.ref}:{known or ''}"
        self.git.run("push", "--quiet", lease, *said, self.name, f"{commit}:{self.ref}")


def touched(git: Git, head: str, proposed: str, made: str) -> bool:
    """Return whether *proposed* is more than one commit after *head*, of who made *made*, as it was then."""
    written = git.text("log", "--format=%ce%x00%at%x00%ct", f"{head}..{proposed}").splitlines()
    if not written:
        return False  # it was merged
    committer = git.text("show", "--no-patch", "--format=%ce", made)
    email, authored, committed = written[0].split("\0")
    return len(written) > 1 or email != committer or authored != committed


def same(git: Git, head: str, proposed: str, made: str) -> bool:
    """Return whether *proposed* does to its parent what *made* does to *head*: the same files, from what to what."""
    return changes(git, f"{proposed}^", proposed) == changes(git, head, made)


def changes(git: Git, old: str, new: str) -> list[str]:
    """Return what changed between two commits."""
    return git.fields("diff-tree", "-r", "-z", "--no-renames", old, new)
