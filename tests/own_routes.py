"""The route of "Your own routes" in a project's README, added as its owner would."""

import re
from pathlib import Path
from textwrap import dedent

FILE = re.compile(r"`([\w/]+\.py)`:\n\n((?:    .*\n|\n)+)")
IMPORT = re.compile(r"`(from \.\w+ import \w+)`")
RETURN = re.compile(r"^ {8}(return \[.+\])$", re.MULTILINE)


def add_readmes_route(home: Path) -> list[str]:
    """Do in *home*, where the service server is, what its README says; return the paths of the new files."""
    section = (home / "README.md").read_text(encoding="utf-8").split("## Your own routes\n")[1].split("\n## ")[0]
    files = {name: dedent(code).strip() + "\n" for name, code in FILE.findall(section)}
    for name, code in files.items():
        (home / name).write_text(code, encoding="utf-8")
    (module,) = (home / name for name in files if "/routes/" in name)
    (imported,), (returned,) = IMPORT.findall(section), RETURN.findall(section)
    listed = module.with_name("__init__.py")
    text = listed.read_text(encoding="utf-8")
    assert text.endswith("\n    return []\n")
    text = text.replace("    return []\n", f"    {returned}\n")
    listed.write_text(text.replace("import Schemas\n", f"import Schemas\n{imported}\n"), encoding="utf-8")
    return [*files]
