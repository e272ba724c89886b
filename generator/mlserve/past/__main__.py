"""Keep the template of a release: ``python -m mlserve.past VERSION COMMIT``, in a checkout with that commit.

It packs ``template/`` and ``cookiecutter.json`` as COMMIT has them into ``VERSION.tar.xz`` here, always the same bytes.
"""

import io
import json
import lzma
import subprocess
import sys
import tarfile
from pathlib import Path

from . import HERE


def keep(version: str, commit: str, folder: Path = HERE) -> Path:
    """Write the archive of *version* into *folder* and return its path."""
    with tarfile.open(fileobj=io.BytesIO(exported(commit))) as export:
        files = {member.name: (member, export.extractfile(member)) for member in export if member.isfile()}
        contents = {name: (member.mode, file.read()) for name, (member, file) in files.items() if file}
    mode, questions = contents["cookiecutter.json"]
    contents["cookiecutter.json"] = mode, with_version(questions, version)
    archive = folder / f"{version}.tar.xz"
    archive.write_bytes(packed(contents))
    return archive


def exported(commit: str) -> bytes:
    """Return what *commit* has of the template, as git exports it."""
    command = ["git", "archive", "--format=tar", commit, "template", "cookiecutter.json"]
    return subprocess.run(command, cwd=HERE.parents[2], check=True, capture_output=True).stdout


def with_version(questions: bytes, version: str) -> bytes:
    """Return *questions* as those of *version*: releases were counted only from the fourth on."""
    loaded = json.loads(questions)
    loaded["_template_version"] = version
    return (json.dumps(loaded, indent=2, ensure_ascii=False) + "\n").encode()


def packed(contents: dict[str, tuple[int, bytes]]) -> bytes:
    """Return an archive in which nothing but *contents* shows: no times, no users, no order of a disk."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, (mode, data) in sorted(contents.items()):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o755 if mode & 0o100 else 0o644
            archive.addfile(member, io.BytesIO(data))
    return lzma.compress(buffer.getvalue(), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    print(keep(sys.argv[1], sys.argv[2]))  # noqa: T201  (a script for those who release)
