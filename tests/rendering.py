"""Projects for tests: what was rendered once is only copied after that."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from mlserve.options import template_version
from mlserve.past import past_versions
from mlserve.render import render
from mlserve.source import CURRENT, Source


class Renderer:
    """Renders as `render` does, each set of answers once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[object, Path] = {}

    def __call__(self, answers: Mapping[str, str], workdir: Path, source: Source = CURRENT) -> Path:
        """Return the root of a project of one's own."""
        version = template_version(source)
        name = version if version in past_versions() else str(source.folder)
        key = (name, *answers.items())
        if key not in self.known:
            self.known[key] = render(answers, self.folder / str(len(self.known)), source)
        rendered = self.known[key]
        return Path(shutil.copytree(rendered, workdir / "project" / rendered.name, symlinks=True))
