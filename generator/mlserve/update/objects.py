"""Make the commit of an update, and bring its objects into the project's repository."""

from collections.abc import Iterable

from .git import Git
from .repository import Repository

NOBODY = ("mlserve", "mlserve@localhost")


def commit(git: Git, repository: Repository, tree: str, message: str) -> str:
    """Make the commit of *tree* after HEAD, by whom git knows, or by mlserve where it knows nobody."""
    variables: dict[str, str] = {}
    for role in ("AUTHOR", "COMMITTER"):
        if git.asks("var", f"GIT_{role}_IDENT") is None:
            variables |= dict(zip((f"GIT_{role}_NAME", f"GIT_{role}_EMAIL"), NOBODY, strict=True))
    return git.having(**variables).text("commit-tree", tree, "-p", repository.head, "-F", "-", data=message.encode())


def bring_objects(git: Git, repository: Repository, top: str, others: Iterable[str] = ()) -> None:
    """Copy what *top* needs beyond HEAD, and *others*, from where *git* writes into the repository."""
    listed = git.run("rev-list", "--objects", "--no-object-names", top, "--not", repository.head).stdout
    names = listed + "".join(f"{oid}\n" for oid in others).encode()
    packed = git.run("pack-objects", "--stdout", "-q", "--window=0", data=names).stdout
    repository.git.run("index-pack", "--stdin", data=packed)  # one pack: a file for each object is a wait for each
