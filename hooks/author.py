"""Who the author is, as git knows it."""

import os
import subprocess


def git_author() -> dict[str, str]:
    """Return author_name and author_email from the user's own git config, as far as they are set there."""
    # With GIT_DIR nowhere, a repository around the working folder has no say: the answer is the same from any folder.
    environment = {**os.environ, "GIT_DIR": os.devnull}
    command = ["git", "config", "-z", "--get-regexp", r"^user\.(name|email)$"]
    try:
        listed = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=10).stdout
    except (OSError, subprocess.TimeoutExpired):
        return {}
    found = {}
    for entry in listed.decode(errors="replace").split("\0"):
        key, _, value = entry.partition("\n")
        if value.strip():
            found[f"author_{key.removeprefix('user.')}"] = value.strip()
    return found
