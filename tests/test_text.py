"""Free text may hold anything, and breaks no file."""

import email.parser
import email.policy
import tomllib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checks import broken, contents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kinds import Bake
from markdown_it import MarkdownIt
from poetry.core.factory import Factory
from poetry.core.masonry.builders.wheel import WheelBuilder

from hooks.rules import check
from mlserve.config import Config
from mlserve.defaults import complete
from mlserve.render import context_for, render

NASTY = [
    'quotes " and \' and `',
    'back\\slash \\" \\n \\u0041',
    "{{ 7 * 7 }} {% raw %} {# note #} {{ nowhere }} ${{ secrets.TOKEN }}",
    "line\nbreak\r\nand\ttab\x00\x1b[31m\x85\u2028\u2029",
    "한글 프로젝트 🙂 👩‍🔬 ٱلسَّلَامُ e\u0301",
    "# heading", "- item", "1. item", "> quote", "---", "===", "```", "<!-- -->", "<script>", "[a](b) ![c](d)",
    "| a | b |",
    "*a* _b_ ~c~ &copy; $x$ :smile: @name",
    "Classifier: Private\nLicense: none",
    "\ud83d lone \udfff surrogates",
    "' ''' \"\"\" #", "%s %(x)s $HOME ${HOME} $$ !include", "a: b", "key = 1", "[table]", "~", "null", "-1", "",
    "Ada <ada@example.com>, O'Neil; Jr. (esq.)",
]  # fmt: skip
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (500 projects are many files for a disk)
MAY_DIFFER = {"pyproject.toml", "README.md", "LICENSE"}
text = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=60), st.lists(st.sampled_from(NASTY), max_size=3).map(" ".join)
)
name = text.filter(lambda each: check("project_name", each) is None)


@cache
def plain() -> dict[str, bytes]:
    """Return the project that plain answers give."""
    with TemporaryDirectory() as folder:
        return contents(render(Config.from_answers(complete({"project_slug": "x"})), Path(folder)))


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(project_name=name, description=text, author_name=text)
def test_no_text_breaks_a_project_or_reaches_a_file_that_is_not_for_text(
    project_name: str, description: str, author_name: str
) -> None:
    answers = {
        "project_name": project_name,
        "project_slug": "x",
        "description": description,
        "author_name": author_name,
    }
    config = Config.from_answers(complete(answers))
    cleaned = context_for(config)["cookiecutter"]

    with TemporaryDirectory(dir=MEMORY) as folder:
        project = render(config, Path(folder) / "work")
        written = contents(project)

        assert [entry.name for entry in Path(folder).iterdir()] == ["work"]
        assert broken(project) == []
        assert written.keys() == plain().keys()
        assert {each for each in written if written[each] != plain()[each]} <= MAY_DIFFER
        check_answers(project, cleaned)
        check_metadata(project, cleaned)
        check_readme(project, cleaned)


def check_answers(project: Path, cleaned: dict[str, str]) -> None:
    """The project remembers its answers, each on one line."""
    kept = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mlserve"]["answers"]

    for key in ("project_name", "description", "author_name"):
        assert kept[key] == cleaned[f"__{key}"]
        assert kept[key].splitlines() in ([], [kept[key]])


def check_metadata(project: Path, cleaned: dict[str, str]) -> None:
    """Package metadata has the text in its place, and no field more than usual."""
    metadata = WheelBuilder(Factory().create_poetry(project)).get_metadata_content()
    headers = email.parser.Parser(policy=email.policy.compat32).parsestr(metadata)

    assert headers["Summary"] == cleaned["__description"]
    assert headers["Author"] or headers["Author-email"]
    assert "Private" not in str(headers.get_all("Classifier"))


def check_readme(project: Path, cleaned: dict[str, str]) -> None:
    """The README opens with the name as its title and the description as its first paragraph."""
    tokens = MarkdownIt().parse((project / "README.md").read_text(encoding="utf-8"))
    title, first = [token for token in tokens if token.type == "inline"][:2]

    assert shown(title) == cleaned["__project_name"]
    if cleaned["__description"]:
        assert shown(first) == cleaned["__description"]


def shown(token: Any) -> str:
    """Return what a reader sees, which must be text and nothing else."""
    assert {child.type for child in token.children} <= {"text", "text_special"}
    return "".join(child.content for child in token.children)


def test_braces_in_answers_are_text(bake: Bake) -> None:
    project = bake(project_name="x", description="{{ 7 * 7 }} {% if %}")

    assert tomllib.loads((project / "pyproject.toml").read_text())["project"]["description"] == "{{ 7 * 7 }} {% if %}"


def test_a_line_break_becomes_one_space(bake: Bake) -> None:
    project = bake(description="one\r\n\x00\t two\n\nLicense: none")

    assert tomllib.loads((project / "pyproject.toml").read_text())["project"]["description"] == "one two License: none"


def test_emoji_stay_whole(bake: Bake) -> None:
    project = bake(description="🙂 👩‍🔬")

    assert tomllib.loads((project / "pyproject.toml").read_text())["project"]["description"] == "🙂 👩‍🔬"
