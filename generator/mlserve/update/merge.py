"""Let git merge what the template has become into what the owner has made of it, without a working tree."""

import os
from dataclasses import dataclass

from .errors import GitFailed
from .git import Git
from .trees import Entry, write_commit

# Renames are looked for however many there are, and new files follow the folder that their neighbours moved to.
FOLLOWING = [
    word
    for setting in ("merge.renames=true", "merge.directoryRenames=true", "merge.renameLimit=32767")
    for word in ("-c", setting)
]


@dataclass(frozen=True)
class Conflicted:
    """One side of a file that does not merge: 1 is the old template, 2 the owner, 3 the new template."""

    path: str
    stage: int
    entry: Entry


@dataclass(frozen=True)
class Merged:
    """What came out: a tree, in which files that do not merge hold markers, and what git said about those."""

    tree: str
    conflicts: tuple[Conflicted, ...]
    messages: tuple[str, ...]
    ours: str
    theirs: str

    @property
    def paths(self) -> list[str]:
        """The files that do not merge."""
        return sorted({conflict.path for conflict in self.conflicts})


def merge(git: Git, base: str, ours: str, theirs: str) -> Merged:
    """Merge two trees that come from the tree *base*."""
    root = write_commit(git, base)
    sides = [write_commit(git, tree, root, message=name) for tree, name in ((ours, "yours"), (theirs, "template"))]
    done = git.run(*FOLLOWING, "merge-tree", "--write-tree", "-z", "--messages", *sides, good=(0, 1))
    tree, *rest = os.fsdecode(done.stdout).split("\0")
    if not tree:
        raise GitFailed("git merge-tree failed: it printed no tree")
    end = rest.index("") if "" in rest else len(rest)
    conflicts = tuple(map(conflict_in, rest[:end])) if done.returncode else ()
    return Merged(tree, conflicts, tuple(messages_in(rest[end + 1 :])) if done.returncode else (), *sides)


def conflict_in(line: str) -> Conflicted:
    """Return what a line says about a file in conflict."""
    about, path = line.split("\t", 1)
    mode, oid, stage = about.split(" ")
    return Conflicted(path, int(stage), Entry(mode, oid))


def messages_in(fields: list[str]) -> list[str]:
    """Return what git says about conflicts: each comes as a number of paths, the paths, its kind and its text."""
    found, rest = [], fields
    while len(rest) > 1 and rest[0].isdigit():
        paths = int(rest[0])
        kind, text = rest[paths + 1 : paths + 3]
        if kind.startswith("CONFLICT"):
            found.append(text.strip())
        rest = rest[paths + 3 :]
    return found
