"""The command that installs a program here."""

import shutil

MANAGERS = {
    "apt-get": "sudo apt-get install {name}",
    "dnf": "sudo dnf install {name}",
    "pacman": "sudo pacman -S {name}",
    "apk": "sudo apk add {name}",
    "brew": "brew install {name}",
    "winget": "winget install {name}",
}


def install(name: str) -> str:
    """Return how *name* is installed with the first package manager that is here."""
    return next((MANAGERS[each].format(name=name) for each in MANAGERS if shutil.which(each)), f"install {name}")
