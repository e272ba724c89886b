"""The preset `simple`: a server that is read in fifteen minutes."""

import ast
import io
import token
import tokenize
from pathlib import Path

import pytest
from kinds import Bake

from mlserve.options import options

FILES, LINES = 18, 900
DATASETS = [each for each in options()["dataset"].choices if each != "own"]  # that one always has operations
NO_CODE = {token.COMMENT, token.NL, token.NEWLINE, token.INDENT, token.DEDENT, token.ENDMARKER}


def lines_of_code(text: str) -> int:
    """Count the lines of *text* that hold more than a comment or a part of a docstring."""
    code, docs = set[int](), set[int]()
    for each in tokenize.generate_tokens(io.StringIO(text).readline):
        if each.type not in NO_CODE:
            code.update(range(each.start[0], each.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            docs.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(code - docs)


def sources(project: Path) -> list[Path]:
    """Return the Python files of *project* outside its tests."""
    return sorted(file for file in project.rglob("*.py") if "tests" not in file.relative_to(project).parts)


def test_blank_lines_comments_and_docstrings_are_no_lines_of_code() -> None:
    docs = '"""A module.\n\nMore.\n"""\n\n# why\n'
    text = docs + 'X = (\n    1,  # one\n)\n"""What X is."""\n\n\ndef f():\n    """Do."""\n    ...\n'

    assert lines_of_code(text) == 5


@pytest.mark.parametrize("dataset", DATASETS)
def test_it_has_few_files_and_few_lines(bake: Bake, dataset: str) -> None:
    files = sources(bake(preset="simple", dataset=dataset))
    lines = {str(file): lines_of_code(file.read_text(encoding="utf-8")) for file in files}

    assert len(files) <= FILES, files
    assert sum(lines.values()) <= LINES, lines


def test_every_file_of_its_code_is_named_in_its_readme(bake: Bake) -> None:
    project = bake(preset="simple")
    folders = (project / "README.md").read_text(encoding="utf-8").split("## The folders")[1].split("\n## ")[0]
    by_itself = [file for file in sources(project) if file.name != "__init__.py" and file.parent.name != "routes"]

    assert by_itself
    assert [file for file in by_itself if f" {file.name} " not in folders] == []


def test_what_an_owner_edits_is_the_same_in_a_standard_project(bake: Bake) -> None:
    simple, standard = (bake(preset, package_name="x", preset=preset) for preset in ("simple", "standard"))

    for name in ("api/contract.json", "ml/recipe.py"):
        assert (simple / "src/x" / name).read_bytes() == (standard / "src/x" / name).read_bytes()
