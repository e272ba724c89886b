"""The markers of conflicts name the two sides as people call them."""

from collections.abc import Sequence

from .git import Git
from .merge import Merged
from .trees import GITLINK, LINK, Entry, read_blobs, read_tree, write_blob, write_tree

Labels = Sequence[tuple[str, str]]
"""What stands behind the markers (a commit's id), and what shall stand there."""


def labels_of(merged: Merged, version: str) -> tuple[tuple[str, str], ...]:
    """Return how the sides of what was *merged* are called: the owner's, and the template's *version*."""
    return ((merged.ours, "yours"), (merged.theirs, f"mlserve {version}"))


def relabelled(data: bytes, labels: Labels) -> bytes:
    """Return a file's *data* with *labels* behind the markers."""
    for oid, name in labels:
        for marker in (b"<<<<<<< ", b">>>>>>> "):
            data = data.replace(marker + oid.encode(), marker + name.encode())
    return data


def relabelled_tree(git: Git, merged: Merged, labels: Labels) -> str:
    """Return the tree of what was *merged*, with *labels* in the files that are in conflict."""
    tree = read_tree(git, merged.tree)
    files = [path for path in merged.paths if path in tree and tree[path].mode not in {GITLINK, LINK}]
    contents = read_blobs(git, sorted({tree[path].oid for path in files}))
    for path in files:
        oid = write_blob(git, relabelled(contents[tree[path].oid], labels))
        tree[path] = Entry(tree[path].mode, oid)
    return write_tree(git, tree)
