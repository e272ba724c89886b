"""Find templates: today's, those of earlier releases, and with ``--from`` any other."""

import io
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlserve.errors import MlserveError
from mlserve.options import options, template_version
from mlserve.past import HERE, order, past_versions, unpack
from mlserve.source import CURRENT, SOURCE, Source

from .errors import UpdateRefused

FROM = "--from VERSION, DIR, ARCHIVE or DIR@REF (a checkout of mlserve and a commit of it)"


@dataclass(frozen=True)
class Templates:
    """The templates that this mlserve knows; old ones are unpacked in *workdir* when they are asked for."""

    workdir: Path

    def version(self, version: str, why: str) -> Source:
        """Return the template of a release; raise UpdateRefused, saying *why* it was wanted, where it is not here."""
        if version == template_version():
            return CURRENT
        if version in past_versions():
            return self.unpacked(HERE / f"{version}.tar.xz")
        newer = " A newer mlserve may: python -m pip install --upgrade mlserve-template." if is_newer(version) else ""
        raise UpdateRefused(
            f"{why} {version}, and this mlserve does not have it: it has {', '.join(known_versions())}.{newer}\n"
            f"To name the template that the project came from: {FROM}"
        )

    def asking(self, answers: Mapping[str, str]) -> str:
        """Return in words which releases ask for just these *answers*, and so may be what a project came from."""
        found = [version for version in known_versions() if options(self.version(version, "")).keys() == answers.keys()]
        return f"Name the template that it came from ({' or '.join(found) or 'none here'} asks for the same answers)"

    def given(self, origin: str) -> Source:
        """Return the template that ``--from`` names."""
        if origin in known_versions():
            return self.version(origin, "--from names")
        path = Path(origin).expanduser()
        if path.is_dir():
            return checked(path.resolve(), origin)
        if path.is_file():
            return self.unpacked(path.resolve())
        folder, at, ref = origin.rpartition("@")
        if at and ref and Path(folder or SOURCE).expanduser().is_dir():
            return self.exported(Path(folder or SOURCE).expanduser(), ref, origin)
        raise UpdateRefused(f"--from {origin} is no version ({', '.join(known_versions())}), folder or archive: {FROM}")

    def unpacked(self, archive: Path) -> Source:
        """Return the template in an *archive*."""
        folder = self.workdir / f"template-{archive.name}"
        if not folder.exists():
            unpack(archive, folder)
        return checked(folder, str(archive))

    def exported(self, checkout: Path, ref: str, origin: str) -> Source:
        """Return the template as the commit *ref* of a *checkout* has it."""
        if ref.startswith("-"):
            raise UpdateRefused(f"--from {origin}: {ref} is no commit")
        command = ["git", "archive", "--format=tar", ref, "template", "cookiecutter.json"]
        try:
            done = subprocess.run(command, cwd=checkout, capture_output=True, check=False)
        except OSError as error:
            raise MlserveError(f"--from {origin}: git cannot be run: {error.strerror}") from error
        if done.returncode:
            raise UpdateRefused(f"--from {origin}: {done.stderr.decode(errors='replace').strip()}")
        folder = self.workdir / "template-of-commit"
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as export:
            export.extraction_filter = getattr(tarfile, "data_filter", None)
            export.extractall(folder)  # noqa: S202  (git's own)
        return checked(folder, origin)


def known_versions() -> list[str]:
    """Return the versions that are here, today's last."""
    return [*(version for version in past_versions() if version != template_version()), template_version()]


def is_newer(version: str) -> bool:
    """Return whether *version* comes after this mlserve."""
    return order(version) > order(template_version())


def checked(folder: Path, origin: str) -> Source:
    """Return the template in *folder*, or in the only folder in it; raise UpdateRefused where there is none."""
    for place in (folder, *sorted(path for path in folder.iterdir() if path.is_dir())):
        source = Source(place)
        if source.template.is_dir() and source.questions.is_file():
            return source
    raise UpdateRefused(f"{origin} holds no template/ and cookiecutter.json: it is no template of mlserve")
