"""Find out which process listens on a port, where /proc tells it; a help for a message, no more."""

import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_LISTENING = "0A"
_LONGEST = 70


@dataclass(frozen=True)
class Holder:
    """The process that has a port."""

    pid: int
    command: str


def holder_of(port: int) -> Holder | None:
    """Return the process that listens on *port*, if this user may see it."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    if not sockets:
        return None
    for process in _PROC.glob("[0-9]*"):
        if not sockets.isdisjoint(_open_files(process)):
            return Holder(int(process.name), _command(process))
    return None


def _inodes(port: int) -> Iterator[str]:
    for table in (_PROC / "net/tcp", _PROC / "net/tcp6"):
        with suppress(OSError):
            for line in table.read_text(encoding="ascii").splitlines()[1:]:
                _, local, _, state, _, _, _, _, _, inode, *_ = line.split()
                if state == _LISTENING and int(local.rpartition(":")[2], 16) == port:
                    yield inode


def _open_files(process: Path) -> Iterator[str]:
    with suppress(OSError):
        for descriptor in (process / "fd").iterdir():
            with suppress(OSError):
                yield str(descriptor.readlink())


def _command(process: Path) -> str:
    with suppress(OSError):
        words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
        text = shlex.join(word for word in words if word)
        if text:
            return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "unknown"
