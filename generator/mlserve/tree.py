"""What a folder holds, as a list and as a drawing."""

from collections.abc import Sequence
from pathlib import Path, PurePath


def list_files(root: Path) -> list[PurePath]:
    """Return every file below *root*, relative to it, in order."""
    return sorted(path.relative_to(root) for path in root.rglob("*") if not path.is_dir())


def draw(name: str, files: Sequence[PurePath]) -> str:
    """Return *files* as a tree below *name*."""
    lines = [f"{name}/"]
    shown: set[PurePath] = set()
    for file in files:
        for folder in reversed(file.parents[:-1]):
            if folder not in shown:
                shown.add(folder)
                lines.append(f"{'  ' * len(folder.parts)}{folder.name}/")
        lines.append(f"{'  ' * len(file.parts)}{file.name}")
    return "\n".join(lines)
