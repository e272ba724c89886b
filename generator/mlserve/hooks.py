"""The hooks' own modules, in this process: `mlserve new` and plain cookiecutter run the same rules."""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from .source import HOOKS

if TYPE_CHECKING:
    from hooks.author import git_author
    from hooks.prune import prune
    from hooks.rules import check, check_together, problems
else:
    package = ModuleType("mlserve_hooks")
    package.__path__ = [str(HOOKS)]
    sys.modules[package.__name__] = package
    git_author = import_module("mlserve_hooks.author").git_author
    prune = import_module("mlserve_hooks.prune").prune
    rules = import_module("mlserve_hooks.rules")
    check, check_together, problems = rules.check, rules.check_together, rules.problems

__all__ = ["check", "check_together", "git_author", "problems", "prune"]
