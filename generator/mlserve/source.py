"""Where template, hooks and questions are: inside an installed package, or at the top of a checkout."""

from dataclasses import dataclass
from pathlib import Path

PACKAGED = Path(__file__).parent / "source"
SOURCE = PACKAGED if PACKAGED.is_dir() else Path(__file__).parents[2]

HOOKS = SOURCE / "hooks"


@dataclass(frozen=True)
class Source:
    """A template with its questions: today's, or that of an earlier release."""

    folder: Path

    @property
    def template(self) -> Path:
        """The folder of what is generated."""
        return self.folder / "template"

    @property
    def questions(self) -> Path:
        """The file of the questions, which names the version, too."""
        return self.folder / "cookiecutter.json"


CURRENT = Source(SOURCE)
TEMPLATE = CURRENT.template
QUESTIONS = CURRENT.questions
CHANGELOG = SOURCE / "CHANGELOG.md"
