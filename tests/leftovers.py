"""What a project names but does not have, or has but does not use: traces of what was left out."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import takewhile
from pathlib import Path, PurePosixPath

BY_ITSELF = {"httptools", "uvloop"}
"""What uvicorn takes where it finds it: no file names it."""

IMPORT_NAMES = {"scikit-learn": "sklearn"}
PATH = re.compile(
    r"(?<![\w/.{<-])((?:api|ml|services|src|tests|deploy)/[\w./-]*\w\.[a-z]+|(?:api|ml)/[a-z_]+)(?![\w/<])"
)
MODULE = re.compile(r"python -m \w+\.((?:api|ml)[\w.]*\w)")


def parts(project: Path) -> list[Path]:
    """Return the folders that have dependencies and sources of their own."""
    return sorted(project.glob("services/*")) or [project]


def modules(part: Path) -> Iterator[ast.Module]:
    """Yield every module of the sources in *part*."""
    return (parsed(file.read_bytes()) for file in sorted((part / "src").rglob("*.py")))


@cache
def parsed(data: bytes) -> ast.Module:
    """Return what a module's *data* says: most files are the same in many projects."""
    return ast.parse(data)


@cache
def imports_from(data: bytes) -> list[ast.ImportFrom]:
    """Return every ``from … import …`` in a module's *data*."""
    return [node for node in ast.walk(parsed(data)) if isinstance(node, ast.ImportFrom)]


def requirements(part: Path) -> set[str]:
    """Return the distributions that *part* needs to serve."""
    project = tomllib.loads((part / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split(r"[\s\[<>=!~;]", each, maxsplit=1)[0] for each in project["dependencies"]}


def unused_requirements(project: Path) -> set[str]:
    """Return every dependency that no file of the sources names."""
    unused = set()
    for part in parts(project):
        source = "\n".join(file.read_text(encoding="utf-8") for file in sorted((part / "src").rglob("*.py")))
        for name in requirements(part) - BY_ITSELF:
            if not re.search(rf"\b{IMPORT_NAMES.get(name, name.replace('-', '_'))}\b", source):
                unused.add(name)
    return unused


def listed_settings(part: Path) -> set[str]:
    """Return the settings in ``.env.example``."""
    return set(re.findall("^([A-Z_]+)=", (part / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))


def settings(part: Path) -> set[str]:
    """Return the settings that the classes in the sources of *part* read."""
    classes = (node for module in modules(part) for node in ast.walk(module) if isinstance(node, ast.ClassDef))
    return {name for each in classes if "BaseSettings" in map(ast.unparse, each.bases) for name in fields(each)}


def fields(settings_class: ast.ClassDef) -> Iterator[str]:
    """Yield the environment variables that one class of settings reads."""
    (prefix,) = re.findall(r"env_prefix='(\w*)'", ast.unparse(settings_class))
    for node in settings_class.body:
        if isinstance(node, ast.AnnAssign):
            yield f"{prefix}{ast.unparse(node.target)}".upper()


TO_BE_WRITTEN = {"compare.py", "test_compare.py"}
"""The files of the example that a README has its reader write."""


def paths_to_nowhere(project: Path) -> list[str]:
    """Return every file, folder and module that a README or an ``.env.example`` names and that is not there.

    What git ignores comes to be there later, as do the example of a route and what comes with a model of one's own.
    """
    ignored = {line.strip("/") for line in (project / ".gitignore").read_text(encoding="utf-8").splitlines()}
    found = []
    for text in sorted([*project.rglob("README.md"), *project.rglob(".env.example")]):
        said = text.read_text(encoding="utf-8")
        roots = [text.parent, project, *project.glob("src/*"), *project.glob("services/*/src/*")]
        named = {*PATH.findall(said), *map(module_file, MODULE.findall(said))}
        named = {each for each in named if PurePosixPath(each).name not in TO_BE_WRITTEN}
        paths = [each for each in sorted(named) if not comes_with_a_model(project, each)]
        found += [f"{text.name}: {each}" for each in paths if not any((root / each).exists() for root in roots)]
        for path in (each for each in sorted(set(drawn(said))) if not comes_with_a_model(project, each)):
            if not any(text.parent.glob(path)) and (text.parent / path).relative_to(project).as_posix() not in ignored:
                found.append(f"{text.name}: {path}")
    return found


def comes_with_a_model(project: Path, path: str) -> bool:
    """Say whether *path* is what ``mlserve model sync`` writes, in a project that was made without a model."""
    answers = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mlserve"]["answers"]
    return answers["dataset"] == "own" and PurePosixPath(path).name in {"contract.json", "example.json"}


def unlisted(part: Path) -> list[str]:
    """Return every module of *part* that its README's list of folders leaves out.

    A folder without lines of its own stands for all that is in it; a line may name more files of its folder than one.
    """
    lines = [
        (path, line)
        for pattern, line in tree_lines((part / "README.md").read_text(encoding="utf-8"))
        for path in part.glob(pattern)
    ]
    parents = {parent for path, _ in lines for parent in path.parents}
    whole = {path for path, _ in lines if path.is_dir() and path not in parents}
    missing = []
    for module in sorted((part / "src").rglob("*.py")):
        beside = " ".join(line for path, line in lines if module.parent in {path, path.parent})
        named = module.name == "__init__.py" or re.search(rf"\b{module.name}\b", beside)
        if not named and whole.isdisjoint(module.parents):
            missing.append(module.relative_to(part).as_posix())
    return missing


def dead_imports(files: Mapping[str, bytes]) -> list[str]:
    """Return every import of a module that should be one of the project's own *files*, and is not."""
    python = {PurePosixPath(name): data for name, data in files.items() if name.endswith(".py")}
    there = {module for name in python for module in (name.with_suffix(""), *name.parents)}
    packages = {folder for folder in there if folder.parent.name == "src"}
    return [
        f"{name}: {places[0]}"
        for name, data in python.items()
        for node in imports_from(data)
        for places in sources(name, node, packages)
        if there.isdisjoint(places)
    ]


def sources(name: PurePosixPath, node: ast.ImportFrom, packages: set[PurePosixPath]) -> Iterator[list[PurePosixPath]]:
    """Yield for each module of the project that *node*, in the file *name*, imports from, where it may be."""
    module = (node.module or "").split(".")
    if node.level:
        base = name.parents[node.level - 1]
        yield from (
            [base.joinpath(*path)] for path in ([module] if node.module else [[each.name] for each in node.names])
        )
    elif module[0] in {package.name for package in packages}:
        yield [package.parent.joinpath(*module) for package in sorted(packages)]


def empty_folders(project: Path) -> list[Path]:
    """Return every folder that holds nothing."""
    return [path for path in project.rglob("*") if path.is_dir() and not any(path.iterdir())]


def module_file(path: str) -> str:
    """Return what ``python -m`` runs for the *path* of a module below the package."""
    last = path.rpartition(".")[2]
    return f"{path.replace('.', '/')}.py" if last == "train" else f"{path.replace('.', '/')}/__main__.py"


def drawn(text: str) -> Iterator[str]:
    """Yield the paths in the trees of files that *text* draws."""
    return (path for path, _ in tree_lines(text))


def tree_lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield each path in the trees of files that *text* draws, with its line: names, then what they are."""
    for block in re.findall(r"(?:^    .*\n)+", text, re.MULTILINE):
        if not re.search("^    tests/", block, re.MULTILINE):
            continue
        above: list[str] = []
        for line in block.splitlines():
            names = list(takewhile(re.compile(r"[\w*/-]*(/|\.[\w.]+)$").match, line.split()))
            depth = (len(line) - len(line.lstrip()) - 4) // 2
            yield from (("".join([*above[:depth], name]), line) for name in names)
            above[depth:] = names[:1]


def routes(project: Path) -> set[str]:
    """Return the paths of URLs that the sources write down: whole, or as a prefix and what follows it."""
    literals = {
        node.value
        for part in parts(project)
        for module in modules(part)
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    written = {each for each in literals if re.fullmatch(r"(/[a-z0-9_{}-]+)+", each)}
    return written | {f"{prefix}{rest}" for prefix in written for rest in written}
