"""A project with a real repository to push to, and the jobs of its CI, run as CI runs them."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlserve.options import template_version
from mlserve.source import SOURCE
from update.projects import Project

BEFORE, NEXT = "0.4.0", "0.5.0"
"""What a project is of, and the release after it: what was new in that does not change any more."""

BRANCH = "mlserve/update"
TITLE = f"Update the mlserve template from {BEFORE} to {template_version()}"
RECORD = "pyproject.toml"
INSTALL = "python -m pip install mlserve-template"
"""The one step that is not run: the tests have mlserve."""

GH = """\
#!{python}
import json, pathlib, sys
folder = pathlib.Path({folder!r})
words, text = sys.argv[1:], "" if sys.stdin.isatty() else sys.stdin.read()
with (folder / "asked.jsonl").open("a") as file:
    print(json.dumps({{"words": words, "text": text}}), file=file)
failing = folder / "failing.json"
if failing.exists():
    word, message = json.loads(failing.read_text())
    if word in words:
        sys.exit(message)
if words[:2] == ["pr", "list"]:
    print((folder / "requests.json").read_text())
if words[:2] == ["pr", "create"]:
    print("https://github.example.com/ada/demo/pull/1")
"""

HOOK = """\
#!/bin/sh
env | grep ^GIT_PUSH_OPTION_[0-9] | sort | cut -d= -f2- > options
"""


Done = subprocess.CompletedProcess[str]
Steps = Sequence[tuple[str, dict[str, str]]]
"""The commands of a job, each with its variables."""


@dataclass
class Host:
    """A host of repositories: a bare repository, and its own command `gh`, which only records what it is asked."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def bare(self) -> Path:
        """The repository."""
        return self.folder / "demo.git"

    @classmethod
    def of(cls, project: Project, folder: Path) -> "Host":
        """Return a host that has *project*, in *folder*."""
        (folder / "bin").mkdir(parents=True)
        host = cls(folder)
        host.program("gh", GH.format(python=sys.executable, folder=str(folder)))
        command = f'PYTHONPATH={shlex.quote(str(SOURCE / "generator"))} exec {sys.executable} -m mlserve "$@"'
        host.program("mlserve", f"#!/bin/sh\n{command}\n")
        host.has()
        project.git("clone", "--quiet", "--bare", str(project.path), str(host.bare))
        hook = host.bare / "hooks/pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(HOOK, encoding="utf-8")
        hook.chmod(0o755)
        host.git("config", "receive.advertisePushOptions", "true")
        return host

    def program(self, name: str, text: str) -> None:
        """Put a program on the PATH of jobs."""
        path = self.folder / "bin" / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def has(self, *requests: dict[str, Any]) -> None:
        """Let `gh pr list` answer these pull requests."""
        usual = {"number": 1, "title": "", "state": "OPEN", "isDraft": False, "isCrossRepository": False}
        (self.folder / "requests.json").write_text(json.dumps([usual | each for each in requests]), encoding="utf-8")

    def fails(self, word: str, message: str) -> None:
        """Let `gh` fail wherever it is asked with *word*."""
        (self.folder / "failing.json").write_text(json.dumps([word, message]), encoding="utf-8")

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What `gh` was asked to do since the last look, but for questions."""
        file = self.folder / "asked.jsonl"
        found = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
        file.unlink(missing_ok=True)
        return [each for each in found if each["words"][:2] != ["pr", "list"]]

    @property
    def options(self) -> list[str]:
        """The options of the last push."""
        return (self.bare / "options").read_text(encoding="utf-8").splitlines()

    def git(self, *arguments: str) -> str:
        """Run git in the repository."""
        return Project(self.bare).git(*arguments)

    def branches(self) -> set[str]:
        """Return the branches."""
        return set(self.git("for-each-ref", "--format=%(refname:short)").split())

    def clone(self, name: str) -> Project:
        """Return a clone, with its history."""
        clone = Project(self.folder / name)
        subprocess.run(["git", "clone", "--quiet", str(self.bare), str(clone.path)], check=True)
        return clone

    def job(self, project: Project, steps: Steps) -> Done:
        """Run the *steps* of a job in *project* as a runner does, and stop at the first that fails."""
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        done = Done([], 0, "", "")
        for command, variables in steps:
            if command == INSTALL:
                continue
            done = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", command],
                cwd=project.path,
                env={**os.environ, "PATH": path, **self.variables, **variables},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                break
        return done

    def run(self, steps: Steps, name: str = "clone") -> Done:
        """Run the *steps* of a job in a new clone."""
        return self.job(self.clone(name), steps)

    def edit(self, name: str, old: str, new: str) -> None:
        """Let the owner change a file on the default branch."""
        owner = self.clone(f"owner-{len(list(self.folder.iterdir()))}")
        owner.replace(name, old, new)
        owner.commit()
        owner.git("push", "--quiet")

    def conflict(self) -> None:
        """Let the owner write between lines that every update changes."""
        self.edit(RECORD, "[tool.mlserve]\n", "[tool.mlserve]\n# mine\n")
