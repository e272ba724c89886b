"""The record of answers in the merged `pyproject.toml` is the new template's, however the owner had written it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from .git import Git
from .merge import Merged
from .project import RECORD
from .trees import Entry, read_tree, write_tree

TABLES = re.compile(rb"^\[tool\.mlserve\].*?(?=^\[(?!tool\.mlserve)|^\[\[|\Z)", re.MULTILINE | re.DOTALL)


def settled(git: Git, merged: Merged, prefix: str, new_files: Mapping[str, Path]) -> Merged:
    """Return *merged* with the record of *new_files*, where that did not come out of the merge."""
    path = prefix + RECORD
    if path in merged.paths:
        return merged
    wanted = new_files[path].read_bytes()
    done = git.run("cat-file", "blob", f"{merged.tree}:{path}", good=(0, 128))
    if done.returncode or recorded(done.stdout) == recorded(wanted):
        return merged
    text, tables = done.stdout, TABLES.search(wanted)
    if tables is None:
        return merged
    rest = TABLES.sub(b"", text).rstrip() + tables[0].join([b"\n\n", b""])
    oid = git.text("hash-object", "-w", "--no-filters", "--stdin", data=rest)
    tree = read_tree(git, merged.tree)
    return replace(merged, tree=write_tree(git, tree | {path: Entry(tree[path].mode, oid)}))


def recorded(text: bytes) -> object:
    """Return what a `pyproject.toml` has recorded; None: it cannot be read."""
    try:
        found: object = tomllib.loads(text.decode().replace("\r\n", "\n")).get("tool", {}).get("mlserve")
    except (ValueError, AttributeError):
        return None
    return found
