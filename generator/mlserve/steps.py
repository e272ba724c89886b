"""What is done in a project once it is in its place."""

import shutil
import subprocess
from pathlib import Path


def inside_work_tree(folder: Path) -> bool:
    """Return whether *folder* already belongs to a git work tree."""
    return any((place / ".git").exists() for place in (folder, *folder.parents))


def init_git(project: Path) -> str:
    """Make *project* a git repository unless it is in one, and return what went wrong, if anything did."""
    git = shutil.which("git")
    if not git or inside_work_tree(project):
        return ""
    try:
        done = subprocess.run([git, "init", "--quiet"], cwd=project, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else ""
