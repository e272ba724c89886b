"""Make git's trees and commits of rendered folders, in a folder of objects of our own."""

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .git import Git
from .repository import Repository

GITLINK = "160000"
LINK = "120000"
PROGRAM = "100755"
PLAIN = "100644"

NOBODY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "mlserve"), ("EMAIL", "mlserve@localhost"), ("DATE", "2000-01-01T00:00:00Z"))
}


@dataclass(frozen=True)
class Entry:
    """What a tree holds at a path."""

    mode: str
    oid: str


Tree = dict[str, Entry]


# What is thrown away need neither be small nor survive a power cut (to wait for the disk took most of the time).
PASSING = {"core.fsync": "none", "core.looseCompression": "0"}


def apart(repository: Repository, workdir: Path) -> Git:
    """Return a git that reads the *repository*'s objects and writes new ones into *workdir* only."""
    objects = workdir / "objects"
    objects.mkdir()
    others = [quoted(repository.objects), os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")]
    return repository.git.having(
        GIT_OBJECT_DIRECTORY=str(objects),
        GIT_ALTERNATE_OBJECT_DIRECTORIES=os.pathsep.join(filter(None, others)),
        GIT_INDEX_FILE=str(workdir / "index"),
        **configured(PASSING),
    )


def configured(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that add *settings* to those that the environment may hold already."""
    first = int(os.environ.get("GIT_CONFIG_COUNT", "0"))
    found = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (key, value) in enumerate(settings.items(), first):
        found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def quoted(path: Path) -> str:
    """Return *path* in the form in which it may hold anything."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def read_tree(git: Git, commit: str) -> Tree:
    """Return every file of *commit*, by its path."""
    tree = {}
    for line in git.fields("ls-tree", "-r", "-z", "--full-tree", commit):
        about, path = line.split("\t", 1)
        mode, _, oid = about.split(" ")
        tree[path] = Entry(mode, oid)
    return tree


def read_blobs(git: Git, oids: Sequence[str]) -> dict[str, bytes]:
    """Return the contents of blobs, by their id."""
    rest = memoryview(git.run("cat-file", "--batch", data="".join(f"{oid}\n" for oid in oids).encode()).stdout)
    found = {}
    for oid in oids:
        end = bytes(rest[: 2 * len(oid)]).index(b"\n")  # of the line: id, kind, size
        size = int(bytes(rest[:end]).split()[-1])
        found[oid] = bytes(rest[end + 1 : end + 1 + size])
        rest = rest[end + 2 + size :]
    return found


def read_blob(git: Git, entry: Entry) -> bytes:
    """Return the content of one file."""
    return read_blobs(git, [entry.oid])[entry.oid]


def write_blob(git: Git, data: bytes) -> str:
    """Write *data* as it is, and return its id."""
    return git.text("hash-object", "-w", "--no-filters", "--stdin", data=data)


def files_in(project: Path, prefix: str) -> dict[str, Path]:
    """Return the files of a rendered *project*, by the path that each has where the project is at *prefix*."""
    files = sorted(path for path in project.rglob("*") if path.is_file())
    return {prefix + path.relative_to(project).as_posix(): path for path in files}


def write_files(git: Git, files: Mapping[str, Path]) -> Tree:
    """Return *files*, byte by byte, as a tree: no .gitignore, filter or setting has a say."""
    if not files:
        return {}
    names = "".join(f"{file}\n" for file in files.values())
    oids = git.text("hash-object", "-w", "--no-filters", "--stdin-paths", data=os.fsencode(names)).split("\n")
    return {path: Entry(mode_of(file), oid) for (path, file), oid in zip(files.items(), oids, strict=True)}


def mode_of(path: Path) -> str:
    """Return the mode that git keeps for a file."""
    return PROGRAM if path.stat().st_mode & stat.S_IXUSR else PLAIN


def write_tree(git: Git, tree: Mapping[str, Entry]) -> str:
    """Write *tree* and return its id."""
    with_index = git.having(GIT_INDEX_FILE=git.variables["GIT_INDEX_FILE"] + "-tree")
    Path(with_index.variables["GIT_INDEX_FILE"]).unlink(missing_ok=True)
    with_index.run("update-index", "-z", "--index-info", data=index_info(tree.items()))
    return with_index.text("write-tree")


def index_info(entries: Iterable[tuple[str, Entry]], stage: int = 0) -> bytes:
    """Return *entries* as `git update-index --index-info` reads them."""
    return b"".join(os.fsencode(f"{entry.mode} {entry.oid} {stage}\t{path}\0") for path, entry in entries)


def write_commit(git: Git, tree: str, *parents: str, message: str = "mlserve") -> str:
    """Write a commit of nobody's, and return its id."""
    before = [word for parent in parents for word in ("-p", parent)]
    return git.having(**NOBODY).text("commit-tree", tree, *before, "-m", message)
