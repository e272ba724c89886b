"""Run git in a project's repository, with nothing of the caller's environment that points elsewhere."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mlserve.errors import MlserveError

from .errors import GitFailed

OLDEST = (2, 38)  # the first with `git merge-tree --write-tree`

# What a hook or a shell may have set: it would point git at another repository (git rev-parse --local-env-vars
# lists these, and configuration, which may say in CI that the folder is safe).
ELSEWHERE = {
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
}

ALWAYS = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "LANGUAGE": "C"}


@dataclass(frozen=True)
class Git:
    """Git in one folder, with variables of its own."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def run(
        self, *arguments: str, data: bytes | None = None, good: tuple[int, ...] = (0,)
    ) -> "subprocess.CompletedProcess[bytes]":
        """Run `git` with *arguments* and *data* on its standard input; raise GitFailed unless its code is *good*."""
        kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
        done = subprocess.run(
            [program(), *arguments],
            cwd=self.folder,
            env={**kept, **ALWAYS, **self.variables},
            input=data or b"",
            capture_output=True,
            check=False,
        )
        if done.returncode not in good:
            said = done.stderr.decode(errors="replace").strip() or f"exit code {done.returncode}"
            raise GitFailed(f"git {arguments[0]} failed: {said}")
        return done

    def text(self, *arguments: str, data: bytes | None = None) -> str:
        """Return what `git` prints, without the line break at its end."""
        return os.fsdecode(self.run(*arguments, data=data).stdout).removesuffix("\n")

    def asks(self, *arguments: str) -> str | None:
        """Return what `git` prints, or None where it says no."""
        done = self.run(*arguments, good=tuple(range(256)))
        return os.fsdecode(done.stdout).removesuffix("\n") if done.returncode == 0 else None

    def fields(self, *arguments: str, data: bytes | None = None) -> list[str]:
        """Return what `git` prints, split at its NULs."""
        return os.fsdecode(self.run(*arguments, data=data).stdout).split("\0")[:-1]

    def having(self, **variables: str) -> "Git":
        """Return the same git with more *variables*."""
        return Git(self.folder, {**self.variables, **variables})

    def at(self, folder: Path) -> "Git":
        """Return the same git in another *folder*."""
        return Git(folder, self.variables)


def program() -> str:
    """Return the path of `git`."""
    found = shutil.which("git")
    if not found:
        raise MlserveError("git is not installed, and it does the merging: install it (2.38 or later)")
    return found


def check_version(git: Git) -> None:
    """Refuse a git that cannot merge without a working tree."""
    said = git.text("version")
    found = re.search(r"(\d+)\.(\d+)", said)
    if found and tuple(map(int, found.groups())) < OLDEST:
        raise MlserveError(f"{said} is too old: an update needs git 2.38 or later")
