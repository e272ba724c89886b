"""Whatever the owner has edited, an update keeps it, and brings the rest of the newer template."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from checks import contents

from update.projects import NEW, Kept, Project, added_lines, all_lines

Edit = Callable[[Project], None]

BINARY = bytes(range(256)) * 64


@dataclass(frozen=True)
class Scenario:
    """What an owner does, and which generated files are not as generated from then on."""

    name: str
    edit: Edit
    touched: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = (("preset", "simple"),)


def added_field(project: Project) -> None:
    project.replace("src/demo/api/contract.json", '"features": [', '"features": [\n    {"name": "age", "minimum": 0},')


def added_route(project: Project) -> None:
    project.write("src/demo/api/routes/hello.py", "def hello_router() -> None:\n    '''Mine.'''\n")
    main = "src/demo/api/main.py"
    project.replace(
        main, "from .routes.health import", "from .routes.hello import hello_router\nfrom .routes.health import"
    )
    project.replace(
        main,
        "        model_router(model, contract),",
        "        model_router(model, contract),\n        hello_router(),",
    )


def renamed_module(project: Project) -> None:
    project.git("mv", "src/demo/api/openapi.py", "src/demo/api/document.py")
    project.replace("src/demo/api/main.py", "from .openapi import", "from .document import")


def renamed_and_edited(project: Project) -> None:
    renamed_module(project)
    project.replace("src/demo/api/document.py", "from fastapi import FastAPI", "from fastapi import FastAPI  # mine")


def changed_dockerfile(project: Project) -> None:
    project.replace("Dockerfile", "WORKDIR /build", "RUN apt-get update && apt-get install -y libgomp1\nWORKDIR /build")


def changed_base_image(project: Project) -> None:
    text = project.read("Dockerfile")
    project.write("Dockerfile", text.replace("python:3.11-slim", "registry.example.com/python:3.11-slim"))


def added_dependency(project: Project) -> None:
    project.replace("pyproject.toml", '    "numpy>=2.4,<3",', '    "numpy>=2.4,<3",\n    "polars>=1,<2",')


def changed_dependency(project: Project) -> None:
    project.replace("pyproject.toml", '"fastapi>=0.165,<0.200"', '"fastapi>=0.170,<0.180"')


def own_version(project: Project) -> None:
    project.replace("pyproject.toml", 'version = "0.1.0"', 'version = "2.3.4"')


def own_tool_table(project: Project) -> None:
    project.replace("pyproject.toml", "[tool.mlserve]", "[tool.mine]\nx = 1\n\n[tool.mlserve]")


def deleted_generated_file(project: Project) -> None:
    project.git("rm", "--quiet", "tests/test_same_answer.py", ".editorconfig")


def edited_readme(project: Project) -> None:
    project.write("README.md", "# Our own title\n\n" + project.read("README.md") + "\n## Ours\n\nSee the wiki.\n")


def own_readme(project: Project) -> None:
    text = project.read("README.md").splitlines()
    project.write("README.md", "\n".join(["Our service.", *text[1:]]) + "\n")


def own_modules(project: Project) -> None:
    project.write("src/demo/ml/features.py", "def scale() -> None:\n    '''Mine.'''\n")
    project.write("src/demo/api/billing/__init__.py", "")
    project.write("src/demo/api/billing/rates.py", "RATE = 3\n")
    project.write("tests/api/test_billing.py", "def test_rate() -> None:\n    assert True\n")


def own_migration(project: Project) -> None:
    project.write("src/demo/api/store/migrations/versions/mine_001.py", "revision = 'mine_001'\ndown_revision = None\n")


def binary_artifact(project: Project) -> None:
    ignored = project.read(".gitignore")
    project.write(".gitignore", ignored.replace("/models/*\n!/models/.gitkeep\n", ""))
    project.write("models/churn/1/model.onnx", BINARY)


def replaced_by_binary(project: Project) -> None:
    project.write("example.json", BINARY)


def executable_bits(project: Project) -> None:
    project.write("scripts/deploy.sh", "#!/bin/sh\n")
    (project.path / "scripts/deploy.sh").chmod(0o755)
    (project.path / "src/demo/api/__main__.py").chmod(0o755)


def symbolic_link(project: Project) -> None:
    (project.path / "docs").symlink_to("LICENSE")


def whole_module_rewritten(project: Project) -> None:
    project.write("src/demo/ml/recipe.py", "'''All mine.'''\n\nMODEL = 'mine'\n")


def own_gitattributes(project: Project) -> None:
    project.write(".gitattributes", project.read(".gitattributes") + "*.csv binary\n")


def strange_names(project: Project) -> None:
    project.write("docs/모델 설명.md", "# 설명\n")
    project.write('docs/with "quotes" and\ttab.md', "x\n")
    project.write("docs/-dash.md", "x\n")


def settings_added(project: Project) -> None:
    project.write(".env.example", project.read(".env.example") + "\nMY_TOKEN=\n")


MODULE = "src/demo/api/main.py"
SCENARIOS = [
    Scenario("added field", added_field, ("src/demo/api/contract.json",)),
    Scenario("added route", added_route, (MODULE,)),
    Scenario("renamed module", renamed_module, (MODULE, "src/demo/api/openapi.py")),
    Scenario("renamed and edited module", renamed_and_edited, (MODULE, "src/demo/api/openapi.py")),
    Scenario("changed Dockerfile", changed_dockerfile, ("Dockerfile",)),
    Scenario("changed base image", changed_base_image, ("Dockerfile",)),
    Scenario("added dependency", added_dependency, ("pyproject.toml",)),
    Scenario("changed dependency", changed_dependency, ("pyproject.toml",)),
    Scenario("own version", own_version, ("pyproject.toml",)),
    Scenario("own table beside the record", own_tool_table, ("pyproject.toml",)),
    Scenario("deleted generated files", deleted_generated_file, ("tests/test_same_answer.py", ".editorconfig")),
    Scenario("edited README", edited_readme, ("README.md",)),
    Scenario("own first line of the README", own_readme, ("README.md",)),
    Scenario("own modules", own_modules),
    Scenario("own migration", own_migration, (), (("preset", "standard"),)),
    Scenario("binary artifact", binary_artifact, (".gitignore",)),
    Scenario("replaced by a binary file", replaced_by_binary, ("example.json",)),
    Scenario("executable bits", executable_bits),
    Scenario("symbolic link", symbolic_link),
    Scenario("whole module rewritten", whole_module_rewritten, ("src/demo/ml/recipe.py",)),
    Scenario("own attributes", own_gitattributes, (".gitattributes",)),
    Scenario("strange names", strange_names),
    Scenario("settings added", settings_added, (".env.example",)),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_owners_edit_stays_and_the_rest_is_the_newer_template(scenario: Scenario, generated: Kept) -> None:
    answers = dict(scenario.answers)
    project = Project(generated(**answers)).start()
    first = project.head
    scenario.edit(project)
    project.commit()
    before, owner = contents(project.path), project.head
    modes = {path: path.stat().st_mode for path in project.path.rglob("*.sh")}

    done = project.update("--to", NEW)

    assert done.exit_code == 0, done.output
    after, wanted = contents(project.path), contents(generated(NEW, "wanted", **answers))
    assert project.git("rev-parse", "HEAD~1") == owner
    assert project.git("status", "--porcelain") == ""
    assert project.record["template_version"] == NEW
    assert added_lines(project, first, owner) <= all_lines(project)
    untouched = {path: data for path, data in wanted.items() if path not in scenario.touched}
    assert {path: after.get(path) for path in untouched} == untouched
    own = {path: data for path, data in before.items() if path not in {*wanted, "src/demo/api/document.py"}}
    assert {path: after.get(path) for path in own} == own
    assert modes == {path: path.stat().st_mode for path in modes}


def test_a_renamed_module_gets_what_is_new_in_it(simple: Project) -> None:
    renamed_and_edited(simple)
    simple.commit()

    simple.update("--to", NEW)

    assert "Callable[[], dict[str, Any]]" in simple.read("src/demo/api/document.py")
    assert "import FastAPI  # mine" in simple.read("src/demo/api/document.py")
    assert not (simple.path / "src/demo/api/openapi.py").exists()


def test_a_deleted_file_stays_deleted(simple: Project) -> None:
    deleted_generated_file(simple)
    simple.commit()

    simple.update("--to", NEW)

    assert not (simple.path / ".editorconfig").exists()


def test_executable_bits_stay(simple: Project) -> None:
    executable_bits(simple)
    simple.commit()

    simple.update("--to", NEW)

    assert "gc.freeze()" in simple.read("src/demo/api/__main__.py")
    listed = simple.git("ls-files", "--stage", "src/demo/api/__main__.py", "scripts/deploy.sh")
    assert [line.split()[0] for line in listed.splitlines()] == ["100755", "100755"]
    assert (simple.path / "src/demo/api/__main__.py").stat().st_mode & 0o111


@pytest.mark.parametrize("which", ["one file", "every file"])
def test_line_endings_stay_as_the_owner_has_them(simple: Project, which: str) -> None:
    simple.git("rm", "--quiet", ".gitattributes")
    simple.commit("line endings are ours")
    names = ["src/demo/api/openapi.py"] if which == "one file" else list(contents(simple.path))
    for name in names:
        simple.write(name, (simple.path / name).read_bytes().replace(b"\n", b"\r\n"))
    simple.commit()

    done = simple.update("--to", NEW)

    assert done.exit_code == 0, done.output
    for name in [*names, *(["tests/document.py"] if which == "every file" else [])]:
        data = (simple.path / name).read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n"), name
    assert "Callable[[], dict[str, Any]]" in simple.read("src/demo/api/openapi.py")
