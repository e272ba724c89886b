"""What can go wrong in an update, as children of the one family.

MlserveError
├── UpdateRefused       exit 1   the project, its repository or the answers do not allow it; nothing was changed
├── GitFailed           exit 1   a git command that should work did not
└── ConflictsLeft       exit 3   the update is in the working tree, and the owner has to settle the conflicts
"""

from mlserve.errors import MlserveError


class UpdateRefused(MlserveError):
    """The project, its repository or the answers do not allow it; nothing was changed."""


class GitFailed(MlserveError):
    """A git command that should work did not."""


class ConflictsLeft(MlserveError):
    """The update is in the working tree, with conflicts that its owner has to settle."""

    exit_code = 3
