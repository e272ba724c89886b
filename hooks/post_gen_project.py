"""Tidy the project that was generated (cookiecutter renders this file, then runs it in the project)."""

import json
import sys
from pathlib import Path

sys.path.insert(0, json.loads(r"""{{ cookiecutter | tojson }}""")["_repo_dir"])
sys.dont_write_bytecode = True

from hooks.prune import prune  # noqa: E402  (found only now)

prune(Path.cwd())
