"""Refuse answers that would give a broken project (cookiecutter renders this file, then runs it)."""

import json
import sys

ANSWERS = json.loads(r"""{{ cookiecutter | tojson }}""")
sys.path.insert(0, ANSWERS["_repo_dir"])
sys.dont_write_bytecode = True

from hooks.rules import problems  # noqa: E402  (found only now)

found = problems(ANSWERS)
for problem in found:
    print(f"Error: {problem}", file=sys.stderr)
sys.exit(1 if found else 0)
